/** Plugins that are kept, and what they are kept from. */
import path from 'node:path';
import type { PluginPorts } from '#main/engine/pipeline/plugins/ports.ts';
import { good, trouble, type NamedCheck } from './check.ts';

export function pluginsCheck(plugins: Pick<PluginPorts['storage'], 'list'>, home: string): NamedCheck {
  const name = { id: 'plugins', title: 'Plugins' };
  return {
    ...name,
    async run() {
      const { plugins: found, broken } = await plugins.list();
      const on = found.filter(({ enabled }) => enabled).map(({ id }) => id);
      const [first] = broken;
      if (first !== undefined) {
        const remedy = first.failure.remedy ?? `Look at ${first.folder}`;
        return trouble(name, 'warning', `${first.folder}: ${first.failure.message}`, { text: remedy });
      }
      const list = on.length === 0 ? 'none' : on.join(', ');
      return good(name, `kept in ${path.join(home, 'plugins')}; switched on: ${list}`);
    },
  };
}

/** Of JavaScript: Lua has nothing to begin with. */
export function pluginRightsCheck(host: 'desktop' | 'headless'): NamedCheck {
  const name = { id: 'plugin-rights', title: 'What plugins are kept from' };
  return {
    ...name,
    run() {
      if (host === 'desktop') {
        return good(
          name,
          'Lua plugins are kept to what they are granted; the desktop app keeps JavaScript plugins from nothing',
        );
      }
      const flags = process.allowedNodeEnvironmentFlags;
      const files = flags.has('--permission') || flags.has('--experimental-permission');
      const network = files && flags.has('--allow-net');
      if (!files) {
        const says = 'this Node keeps JavaScript plugins from nothing; Lua plugins are kept to what they are granted';
        return trouble(name, 'warning', says, { text: 'Use Node 20.19 or newer' });
      }
      const kept = network ? 'other files, programs and the network' : 'other files and programs, not from the network';
      return good(
        name,
        `netloupe on Node keeps JavaScript plugins from ${kept}; the desktop app does not; Lua plugins are always kept`,
      );
    },
  };
}
