/** What only the command line can lack: the build, Electron and a display to open the desktop app on. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { good, trouble, type NamedCheck } from '#main/host/doctor/check.ts';
import { hasDisplay } from './electron-binary.ts';
import type { PackageRoot } from './package-root.ts';
import { programHost } from './program-host.ts';

export function cliChecks(root: PackageRoot): readonly NamedCheck[] {
  return [builtCheck(root), electronCheck(root), displayCheck()];
}

function builtCheck(root: PackageRoot): NamedCheck {
  const name = { id: 'build', title: 'Build' };
  return {
    ...name,
    run() {
      const missing = [path.join('main', 'desktop.js'), path.join('renderer', 'index.html')].filter(
        (file) => !existsSync(path.join(root.folder, 'out', file)),
      );
      if (missing.length === 0) return good(name, 'the view and the desktop app are built');
      const remedy = { text: 'Build them', commands: ['npm run build'] };
      return trouble(name, 'failed', `${missing.join(' and ')} not built`, remedy);
    },
  };
}

function electronCheck(root: PackageRoot): NamedCheck {
  const name = { id: 'electron', title: 'Electron' };
  return {
    ...name,
    run() {
      const found = programHost().desktopApp(root);
      if (found.ok) return good(name, 'the desktop app can be opened');
      const { message, remedy = '' } = found.failure;
      const commands = remedy.startsWith('Run: ') ? [remedy.slice('Run: '.length)] : [];
      const says = `${message}; the view opens in a browser instead`;
      return trouble(name, 'warning', says, { text: 'Get it, or use the browser', commands });
    },
  };
}

function displayCheck(): NamedCheck {
  const name = { id: 'display', title: 'Display' };
  return {
    ...name,
    run() {
      if (hasDisplay()) return good(name, 'there is one');
      return trouble(name, 'warning', 'there is none; the view opens in a browser instead', {
        text: 'Log in to a desktop, or use ssh -X',
      });
    },
  };
}
