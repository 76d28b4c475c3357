/** Every key, out of the list of commands. */
import { words } from '../../../display/words.ts';
import { useApp } from '../../../state/app-context.ts';
import { usePanel } from '../../use-store.ts';
import { rowKeys } from './all-commands.ts';
import { COMMAND_GROUPS, type Command } from './command.ts';
import { KeyCaps } from './key-caps.tsx';
import { Dialog } from '../../../widgets/dialog.tsx';
import classes from './keys-sheet.module.css';

interface KeyLine {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
}

export function KeysSheet({ commands }: { commands(): readonly Command[] }): React.JSX.Element {
  const { panels } = useApp();
  const opened = usePanel('keys');
  return (
    <Dialog
      opened={opened}
      onClose={() => panels.getState().close('keys')}
      title={words().shell.commands.keys}
      size={760}
      data-testid="keys-sheet"
    >
      {opened && <KeyGroups commands={commands()} />}
    </Dialog>
  );
}

function KeyGroups({ commands }: { readonly commands: readonly Command[] }): React.JSX.Element {
  const say = words().shell.commands;
  const lines = (group: Command['group']): readonly KeyLine[] =>
    group === 'table'
      ? rowKeys().map(({ keys, title }) => ({ id: title, title, keys }))
      : commands.flatMap(({ id, group: own, title, keys }) =>
          own === group && keys !== undefined ? [{ id, title, keys }] : [],
        );
  return (
    <div className={classes.groups}>
      {COMMAND_GROUPS.map((group) => ({ group, keyed: lines(group) }))
        .filter(({ keyed }) => keyed.length > 0)
        .map(({ group, keyed }) => (
          <section key={group} className={classes.group}>
            <h3 className={classes.heading}>{say.groups[group]}</h3>
            <dl className={classes.keys}>
              {keyed.map(({ id, title, keys }) => (
                <div key={id} className={classes.line} data-command={id}>
                  <dt>{title}</dt>
                  <dd>
                    {keys.map((key) => (
                      <KeyCaps key={key} chord={key} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </div>
  );
}
