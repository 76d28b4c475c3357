/** The headers of a packet from the outside in, each with what its fields say when it is opened. */
import { IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { words } from '../display/words.ts';
import { Facts } from './facts.tsx';
import { ForeignText } from './foreign-text.tsx';
import classes from './layer-tree.module.css';

export interface TreeLayer {
  readonly name: string;
  readonly at: number;
  readonly length: number;
  readonly fields: readonly (readonly [string, string])[];
}

export interface LayerTreeProps {
  readonly layers: readonly TreeLayer[];
  /** Positions of layers. */
  readonly opened: ReadonlySet<number>;
  /** The one whose bytes stand out. */
  readonly marked: number | null;
  onToggle(position: number): void;
  /** Pointed at or focused; null: no more. */
  onPoint(position: number | null): void;
}

/** Of the fields, what is said beside the name: where it goes, and what it is about. */
const TELLING: readonly string[] = [
  'Source',
  'Destination',
  'Source port',
  'Destination port',
  'VLAN',
  'Label',
  'Network identifier',
  'Key',
  'Server name',
  'Handshake',
  'Record',
  'Message',
  'Question',
  'Request',
  'Status',
  'Type',
  'Operation',
];
const MOST_TELLING = 2;

export function LayerTree({ layers, opened, marked, onToggle, onPoint }: LayerTreeProps): React.JSX.Element {
  const id = useId();
  const say = words().details.bytes;
  return (
    <ul className={classes.tree} aria-label={say.layers} data-testid="layer-tree">
      {layers.map((layer, at) => {
        const isOpen = opened.has(at);
        return (
          // Layers are places in the packet.
          <li key={at} className={classes.layer} data-marked={at === marked}>
            <button
              type="button"
              className={classes.head}
              aria-expanded={isOpen}
              aria-controls={`${id}-${at}`}
              onClick={() => onToggle(at)}
              onPointerEnter={() => onPoint(at)}
              onPointerLeave={() => onPoint(null)}
              onFocus={() => onPoint(at)}
              onBlur={() => onPoint(null)}
            >
              <IconChevronRight size={13} stroke={1.8} className={classes.chevron} aria-hidden />
              <span className={classes.name}>{layer.name}</span>
              <span className={classes.told}>
                <ForeignText text={tellingOf(layer)} />
              </span>
              <span
                className={classes.range}
                title={say.range(
                  String(layer.at),
                  String(layer.at + layer.length - 1),
                  words().common.bytes(String(layer.length)),
                )}
              >
                {layer.at}–{layer.at + layer.length - 1}
              </span>
            </button>
            <div id={`${id}-${at}`} className={classes.fields} hidden={!isOpen}>
              {isOpen && (
                <Facts facts={layer.fields.map(([name, value]) => ({ name, value: <ForeignText text={value} /> }))} />
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function tellingOf({ fields }: TreeLayer): string {
  const value = (name: string): string | undefined => fields.find(([field]) => field === name)?.[1];
  const [from, to] = [value('Source'), value('Destination')];
  if (from !== undefined && to !== undefined) return `${from} → ${to}`;
  const [fromPort, toPort] = [value('Source port'), value('Destination port')];
  const flags = value('Flags');
  if (fromPort !== undefined && toPort !== undefined) {
    return `${fromPort} → ${toPort}${flags === undefined || flags === 'none' ? '' : ` · ${flags}`}`;
  }
  return fields
    .filter(([name]) => TELLING.includes(name))
    .toSorted(([one], [other]) => TELLING.indexOf(one) - TELLING.indexOf(other))
    .slice(0, MOST_TELLING)
    .map(([, text]) => text)
    .join(' · ');
}
