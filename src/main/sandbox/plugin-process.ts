/**
 * The entry of a plugin's process, under `child_process.fork` and Electron's `utilityProcess` alike. The first argument is
 * the plugin's language: what is said in `hello` depends on it.
 */
import type { PluginStart } from '#contract/plugins/process.ts';
import type { HostApi } from './api/host-api.ts';
import type { CallMonitor } from './call-monitor.ts';
import { systemClock } from './clock.ts';
import { enforcementOf, type PermissionModel } from './enforcement.ts';
import { pluginConsole } from './js/js-console.ts';
import { faultOf } from './js/js-faults.ts';
import { openForkedLink } from './link/forked-link.ts';
import { openUtilityLink } from './link/utility-link.ts';
import { PluginSession } from './plugin-session.ts';
import type { PluginRuntime } from './runtime.ts';

const link = await (openUtilityLink() ?? openForkedLink());
if (link === null) {
  process.stderr.write('This program is started by netloupe, to run a plugin in it\n');
  process.exit(64);
}

let folder = '';
const { versions, permission } = process as NodeJS.Process & { readonly permission?: PermissionModel };
const session = new PluginSession(link, {
  clock: systemClock,
  runtimeName: `Node ${versions.node}, Lua 5.4`,
  enforcement: enforcementOf(process.argv[2] === 'lua' ? 'lua' : 'js', permission, versions.node),
  openRuntime: (start, api, monitor) => {
    ({ folder } = start);
    return openRuntime(start, api, monitor);
  },
  usage: () => {
    const { user, system } = process.cpuUsage();
    return { cpu_us: user + system, rss_bytes: process.memoryUsage.rss() };
  },
  exit: (code) => process.exit(code),
});
// Ctrl+C reaches every process of a terminal's job. When to end is for netloupe to say, which closes the control channel.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
process.on('uncaughtException', (error) => session.crash(error));
process.on('unhandledRejection', (reason) => session.fault('unhandled rejection', faultOf(reason, folder)));
session.begin();

/** Only the language that is wanted is loaded. */
async function openRuntime(start: PluginStart, api: HostApi, monitor: CallMonitor): Promise<PluginRuntime> {
  if (start.language === 'lua') {
    const { openLuaRuntime } = await import('./lua/lua-runtime.ts');
    return openLuaRuntime(start, api, monitor);
  }
  const { JsRuntime } = await import('./js/js-runtime.ts');
  globalThis.console = pluginConsole((level, text) => api.log(level, text));
  return new JsRuntime(start, api, monitor);
}
