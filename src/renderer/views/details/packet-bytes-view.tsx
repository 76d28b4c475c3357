/** What one packet says: its layers, and the bytes that say it. Either shows where the other is. */
import { ActionIcon, Loader, Menu, Tooltip } from '@mantine/core';
import { IconBinary, IconCopy, IconEyeOff, IconFileText, IconHexagon } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { PacketLogChoice } from '#contract/protocol.ts';
import type { FrameLayer } from '#contract/views/packet-bytes.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { hexByte, hexDump, hexOf, plainOf } from '../../state/byte-text.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { HexView } from '../../widgets/hex-view.tsx';
import { LayerTree } from '../../widgets/layer-tree.tsx';
import { copyText } from '../copy-text.tsx';
import classes from './packet-bytes.module.css';
import { usePacketBytes, type ShownPacket } from './use-packet-bytes.ts';

export interface PacketBytesViewProps {
  /** Null: its bytes are known to be gone. */
  readonly packetKey: string | null;
  readonly packetLogs: PacketLogChoice;
}

export function PacketBytesView({ packetKey, packetLogs }: PacketBytesViewProps): React.JSX.Element {
  const state = usePacketBytes(packetKey, packetLogs);
  const say = words().details.bytes;
  if (state.is === 'hidden') {
    return (
      <div className={classes.center} data-testid="bytes-hidden">
        <EmptyState icon={IconEyeOff} title={say.hidden}>
          {say.hiddenWhy}
        </EmptyState>
      </div>
    );
  }
  if (packetKey === null) {
    return (
      <div className={classes.center}>
        <EmptyState icon={IconBinary} title={say.none}>
          {say.noneWhy}
        </EmptyState>
      </div>
    );
  }
  if (state.is === 'failed') {
    return (
      <div className={classes.center}>
        <EmptyState icon={IconBinary} title={state.failure.message}>
          {state.failure.remedy}
        </EmptyState>
      </div>
    );
  }
  if (state.is === 'loading') {
    return (
      <div className={classes.center}>
        <Loader size="sm" color="gray" aria-label={say.loading} />
      </div>
    );
  }
  return <Shown key={state.key} packet={state.packet} bytes={state.bytes} />;
}

function Shown({ packet, bytes }: ShownPacket): React.JSX.Element {
  const { layers } = packet;
  const [opened, setOpened] = useState<ReadonlySet<number>>(() => new Set(telling(layers)));
  const [chosen, setChosen] = useState<number | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [pointedLayer, setPointedLayer] = useState<number | null>(null);
  const [pointedByte, setPointedByte] = useState<number | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const say = words().details.bytes;
  const { common } = words();

  const marked = pointedLayer ?? (pointedByte === null ? chosen : layerAt(layers, pointedByte));
  const read = pointedByte ?? cursor;
  const toggle = (position: number): void => {
    const next = new Set(opened);
    if (!next.delete(position)) next.add(position);
    setOpened(next);
    setChosen(position);
  };
  const point = (offset: number): void => {
    const position = layerAt(layers, offset);
    setCursor(offset);
    setChosen(position);
    if (position === null) return;
    setOpened(new Set([...opened, position]));
    tree.current?.querySelectorAll('li')[position]?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className={classes.shown} data-testid="packet-bytes">
      <div ref={tree} className={classes.tree}>
        <LayerTree layers={layers} opened={opened} marked={marked} onToggle={toggle} onPoint={setPointedLayer} />
      </div>
      <div className={classes.bar}>
        <span className={classes.barTitle}>{say.title}</span>
        <span className={classes.readout} aria-live="polite">
          {read === null || read >= bytes.length
            ? packet.captured < packet.length
              ? say.cut(formatCount(packet.captured), formatCount(packet.length))
              : common.bytes(formatCount(packet.length))
            : say.at(String(read), `0x${hexByte(bytes[read]!)} · ${bytes[read]!}`, nameAt(layers, read) ?? say.noLayer)}
        </span>
        <CopyBytes bytes={bytes} />
      </div>
      <div className={classes.hex}>
        <HexView
          bytes={bytes}
          marked={marked === null ? null : (layers[marked] ?? null)}
          cursor={cursor}
          onCursor={point}
          onPoint={setPointedByte}
        />
      </div>
    </div>
  );
}

function CopyBytes({ bytes }: { readonly bytes: Uint8Array }): React.JSX.Element {
  const say = words().details.bytes;
  const items = [
    { icon: IconHexagon, label: say.copyHex, text: () => hexOf(bytes), name: 'hex' },
    { icon: IconBinary, label: say.copyDump, text: () => hexDump(bytes), name: 'dump' },
    { icon: IconFileText, label: say.copyText, text: () => plainOf(bytes), name: 'text' },
  ] as const;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label={say.copy}>
          <ActionIcon size={24} aria-label={say.copy} data-testid="copy-bytes">
            <IconCopy size={15} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(({ icon: IconShape, label, text, name }) => (
          <Menu.Item
            key={name}
            leftSection={<IconShape size={15} stroke={1.6} />}
            data-testid={`copy-bytes-${name}`}
            onClick={() => void copyText(text())}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The innermost layer that has the byte. */
function layerAt(layers: readonly FrameLayer[], offset: number): number | null {
  const at = layers.findLastIndex((layer) => offset >= layer.at && offset < layer.at + layer.length);
  return at < 0 ? null : at;
}

function nameAt(layers: readonly FrameLayer[], offset: number): string | null {
  const at = layerAt(layers, offset);
  return at === null ? null : layers[at]!.name;
}

/** What is open at first: the innermost layer that says more than its length. */
function telling(layers: readonly FrameLayer[]): number[] {
  const at = layers.findLastIndex(({ fields }) => fields.length > 1);
  return at < 0 ? [] : [at];
}
