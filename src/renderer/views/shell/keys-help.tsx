import { Kbd, Modal } from '@mantine/core';
import { VIEWS } from '../../state/layout-store.ts';
import classes from './keys-help.module.css';

const KEYS: readonly (readonly [string, string])[] = [
  [`1 … ${VIEWS.length}`, 'Go to a view'],
  ['/', 'Filter'],
  ['Space', 'Pause or resume the view'],
  ['j  k  ↓  ↑', 'Next or previous row'],
  ['g  G', 'First or last row'],
  ['Page up  Page down', 'A screen up or down'],
  ['Enter', 'Open details, go to those of a plugin or pipeline'],
  ['Esc', 'Close details, clear the filter, back to the list'],
  ['?', 'These keys'],
];

export function KeysHelp({ opened, onClose }: { readonly opened: boolean; onClose(): void }): React.JSX.Element {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size={420}>
      <dl className={classes.keys}>
        {KEYS.map(([keys, what]) => (
          <div key={what} className={classes.line}>
            <dt>{what}</dt>
            <dd>
              {keys.split('  ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
