/** What a plugin's process says and asks that is counted, handed on and answered, whichever process of it that is. */
import { answerCall } from './host-calls.ts';
import type { PluginCounts } from './plugin-counters.ts';
import type { PluginInbox } from './plugin-inbox.ts';
import type { InstanceEvents } from './plugin-instance.ts';
import type { PluginStoreEntries } from './plugin-store-entries.ts';
import type { StoredPlugin } from './ports.ts';
import type { SupervisorParts } from './supervisor-parts.ts';

export interface HearingParts {
  readonly counters: PluginCounts;
  readonly inbox: PluginInbox;
  /** Null while it is not open. */
  store(): PluginStoreEntries | null;
}

export function heardEvents(
  { id, manifest }: StoredPlugin,
  { output, facts, changed }: Pick<SupervisorParts, 'output' | 'facts' | 'changed'>,
  { counters, inbox, store }: HearingParts,
): Pick<InstanceEvents, 'lines' | 'alert' | 'flows' | 'call' | 'acknowledged'> {
  return {
    lines: (lines, suppressed) => {
      for (const { level, text } of lines) output.addLine(id, level, text);
      if (suppressed > 0) output.addLine(id, 'warn', `… and ${suppressed} more lines that came too fast`);
      changed(id);
    },
    alert: (alert) => {
      counters.alerts++;
      output.addAlert(id, alert);
      changed(id);
    },
    flows: ({ records, begun, declined, unwanted }) => {
      counters.flows += begun;
      counters.flowsDeclined += declined;
      inbox.decline(unwanted);
      output.addFlows(id, records);
    },
    call: (call, params) => {
      const entries = store();
      if (entries === null) return Promise.resolve({ ok: false, message: 'the store is not open' });
      return answerCall(call, params, manifest.permissions, entries, facts);
    },
    acknowledged: (errors) => {
      counters.addErrors(errors);
      inbox.progressed();
    },
  };
}
