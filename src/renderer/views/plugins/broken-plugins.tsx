/** Folders among the plugins that hold none that can be read: where they are, and why. */
import { words } from '../../display/words.ts';
import { IconFolderX } from '@tabler/icons-react';
import type { PluginsFrame } from '#contract/plugins/commands.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import classes from './broken-plugins.module.css';

export function BrokenPlugins({ broken }: { readonly broken: PluginsFrame['broken'] }): React.JSX.Element | null {
  if (broken.length === 0) return null;
  return (
    <section className={classes.broken} aria-label={words().plugins.broken.label}>
      <h2 className={classes.title}>{words().plugins.broken.title}</h2>
      <ul className={classes.list}>
        {broken.map(({ folder, message }) => (
          <li key={folder} className={classes.item}>
            <IconFolderX size={16} stroke={1.6} aria-hidden />
            <div className={classes.text}>
              <span>{message}</span>
              <span className={`${classes.folder} nl-mono`}>{folder}</span>
            </div>
            <CopyIcon value={`${folder}: ${message}`} label={words().common.copy} />
          </li>
        ))}
      </ul>
    </section>
  );
}
