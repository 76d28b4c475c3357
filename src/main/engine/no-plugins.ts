/** The plugin commands of an engine that was made without plugins: a plain `netloupe read`, most tests. */
import { failure, type Result } from '#base/result.ts';
import type { ApiStatus, PluginCommandParams, PluginStreamParams } from '#contract/plugins/commands.ts';
import type { CommandHandlers, StreamHandlers } from '#contract/protocol.ts';

export type PluginCommandHandlers = Pick<CommandHandlers, keyof PluginCommandParams>;
export type PluginStreamHandlers = Pick<StreamHandlers, keyof PluginStreamParams>;

const API_OFF: ApiStatus = { enabled: false, switchable: false, url: null, key: null, problem: null };

export const noPluginCommands: PluginCommandHandlers = {
  'plugins.inspect': refuse,
  'plugins.install': refuse,
  'plugins.set_enabled': refuse,
  'plugins.configure': refuse,
  'plugins.restart': refuse,
  'plugins.remove': refuse,
  'plugins.try': refuse,
  'api.configure': refuse,
};

export const noPluginStreams: PluginStreamHandlers = {
  plugins: () => ({
    take: () => ({ plugins: [], broken: [], alerts: 0, api: API_OFF }),
    update() {},
    close() {},
  }),
  plugin_output: ({ id }) => ({ take: () => ({ id, lines: [], alerts: [] }), update() {}, close() {} }),
};

function refuse(): Promise<Result<never>> {
  return Promise.resolve(failure('unavailable', 'This engine runs without plugins'));
}
