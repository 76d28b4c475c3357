/** `netloupe plugin status`, `log` and `restart`: of the Netloupes that run, as far as they serve the local API. */
import { z } from 'zod';
import type { Result } from '#base/result.ts';
import { failure, success } from '#base/result.ts';
import { formatBytes, formatCount, formatDuration } from '#base/units-format.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { runningInstances, type RunningInstance } from '#main/host/api/running-files.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { EXIT_DONE, failureText } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { keptPlugins } from '../plugins/plugin-engine.ts';
import { askInstance } from '../plugins/running-instance.ts';
import { refuse } from '../refuse.ts';
import { note, print, printExact } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { listPlugins, printList } from './plugin-list-command.ts';

export interface PluginStatusOptions {
  readonly json?: boolean;
}

/** Of what the API answers: what is shown. The rest goes through as it is. */
const briefSchema = z.looseObject({
  id: z.string(),
  version: z.string(),
  state: z.string(),
  cause: z.string().nullable(),
  since_ms: z.number(),
  counters: z.looseObject({
    logs_in: z.number(),
    handled: z.number(),
    dropped: z.number(),
    errors: z.number(),
    queue_depth: z.number(),
    alerts: z.number(),
    restarts: z.number(),
    call_p99_ms: z.number().nullable(),
    memory_bytes: z.number().nullable(),
  }),
});
type Brief = z.infer<typeof briefSchema>;

export async function pluginStatusCommand(name: string | undefined, { json }: PluginStatusOptions): Promise<number> {
  const instances = await runningInstances(dataHome());
  if (instances.length === 0) return statusOfFiles(name, json === true);
  if (name !== undefined) return statusOfOne(instances, name, json === true);
  const answers: { readonly instance: RunningInstance; readonly plugins: readonly Brief[] }[] = [];
  for (const instance of instances) {
    const answer = await askInstance(instance, 'GET', '/plugins');
    const parsed = answer.ok ? z.array(briefSchema).safeParse(answer.value) : null;
    if (!answer.ok) note(failureText(answer.failure));
    else if (parsed?.success === true) answers.push({ instance, plugins: parsed.data });
  }
  if (json === true) {
    const running = answers.map(({ instance: { pid, host, url }, plugins }) => ({ pid, host, url, plugins }));
    await printExact(`${JSON.stringify({ running }, null, 2)}\n`);
    return EXIT_DONE;
  }
  for (const { instance, plugins } of answers) await print(`${headOf(instance)}\n${tableText(plugins)}`);
  return EXIT_DONE;
}

/** Everything there is to know, as JSON: it is for whoever looks for a reason. */
async function statusOfOne(instances: readonly RunningInstance[], name: string, json: boolean): Promise<number> {
  const found = await askAll(instances, 'GET', `/plugins/${encodeURIComponent(name)}/status`);
  if (!found.ok) return refuse(found.failure);
  const { instance, value } = found.value;
  if (!json) note(headOf(instance));
  await printExact(`${JSON.stringify(value, null, 2)}\n`);
  return EXIT_DONE;
}

async function statusOfFiles(name: string | undefined, json: boolean): Promise<number> {
  note('No Netloupe that runs serves its local API (netloupe serve does; the app has a switch for it). What is kept:');
  if (name === undefined) {
    const kept = await listPlugins();
    if (json) await printExact(`${JSON.stringify({ running: [], kept: kept.plugins }, null, 2)}\n`);
    else await printList(kept);
    return EXIT_DONE;
  }
  const { plugins } = await keptPlugins(findPackageRoot()).list();
  const found = plugins.find(({ id }) => id === name);
  if (found === undefined) {
    return refuse(
      failure('not-found', `There is no plugin "${name}"`, { remedy: 'netloupe plugin list shows what there is' })
        .failure,
    );
  }
  await printExact(`${JSON.stringify(found, null, 2)}\n`);
  return EXIT_DONE;
}

export async function pluginRestartCommand(id: string): Promise<number> {
  const restarted = await askRunning('POST', `/plugins/${encodeURIComponent(id)}/restart`);
  if (!restarted.ok) return refuse(restarted.failure);
  const { state, cause } = restarted.value.value as PluginStatus;
  await print(`${id} is ${state}${cause === null ? '' : `: ${cause}`}\n`);
  return EXIT_DONE;
}

const outputSchema = z.object({
  lines: z.array(z.object({ time_ms: z.number(), level: z.string(), text: z.string() })),
  alerts: z.array(z.object({ time_ms: z.number(), severity: z.string(), title: z.string(), message: z.string() })),
});

/** Its latest lines and alerts, oldest first. */
export async function pluginLogCommand(id: string, { lines }: { readonly lines: number }): Promise<number> {
  const answer = await askRunning('GET', `/plugins/${encodeURIComponent(id)}/output?limit=${lines}`);
  if (!answer.ok) return refuse(answer.failure);
  const output = outputSchema.safeParse(answer.value.value);
  if (!output.success) return refuse(failure('invalid', 'Netloupe answered with something else').failure);
  const said = [
    ...output.data.lines.map(({ time_ms, level, text }) => ({
      time_ms,
      text: level === 'print' ? text : `${level}: ${text}`,
    })),
    ...output.data.alerts.map(({ time_ms, severity, title, message }) => ({
      time_ms,
      text: `alert ${severity}: ${message === '' ? title : `${title}: ${message}`}`,
    })),
  ].toSorted((a, b) => a.time_ms - b.time_ms);
  for (const { time_ms, text } of said.slice(-lines)) await print(`${new Date(time_ms).toISOString()} ${text}\n`);
  return EXIT_DONE;
}

async function askRunning(
  method: 'GET' | 'POST',
  target: string,
): Promise<Result<{ readonly instance: RunningInstance; readonly value: unknown }>> {
  const instances = await runningInstances(dataHome());
  if (instances.length > 0) return askAll(instances, method, target);
  return failure('unavailable', 'No Netloupe that runs serves its local API', {
    remedy: 'Start netloupe serve, or switch the local API on in the app',
  });
}

/** The first that knows an answer. */
async function askAll(
  instances: readonly RunningInstance[],
  method: 'GET' | 'POST',
  target: string,
): Promise<Result<{ readonly instance: RunningInstance; readonly value: unknown }>> {
  let refused: Result<never> = failure('unavailable', 'Nobody answers');
  for (const instance of instances) {
    const answer = await askInstance(instance, method, target);
    if (answer.ok) return success({ instance, value: answer.value });
    refused = answer;
  }
  return refused;
}

function headOf({ host, pid, url }: RunningInstance): string {
  return `${host === 'desktop' ? 'The app' : 'netloupe serve'}, process ${pid}, at ${url}`;
}

const HEADER = ['PLUGIN', 'VERSION', 'STATE', 'FOR', 'LOGS', 'WAITING', 'DROPPED', 'ERRORS', 'ALERTS', 'P99', 'MEMORY'];
const RIGHT = [3, 4, 5, 6, 7, 8, 9, 10];

function tableText(plugins: readonly Brief[]): string {
  const now = Date.now();
  const rows = plugins.map(({ id, version, state, since_ms, counters }) => [
    id,
    version,
    state,
    formatDuration(Math.max(0, (now - since_ms) / 1000)),
    formatCount(counters.handled),
    formatCount(counters.queue_depth),
    formatCount(counters.dropped),
    formatCount(counters.errors),
    formatCount(counters.alerts),
    counters.call_p99_ms === null ? '–' : formatDuration(counters.call_p99_ms / 1000),
    counters.memory_bytes === null ? '–' : formatBytes(counters.memory_bytes),
  ]);
  const causes = plugins.flatMap(({ id, cause }) => (cause === null ? [] : [`  ${id}: ${cause}\n`]));
  return `${textTable([HEADER, ...rows], RIGHT)}${causes.join('')}`;
}
