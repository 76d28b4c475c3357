/**
 * `netloupe plugin test … --symbol NAME`: one part of a pipeline by itself, without the pipeline. Records that come out, and what a
 * sink prints, go to stdout and are what an expectation is about; everything else goes to stderr.
 */
import { readFile } from 'node:fs/promises';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { formatCount } from '#base/units-format.ts';
import { RECORD_ID_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import { isErrno } from '#main/host/files/write-errors.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { EXIT_DONE, EXIT_OTHER, EXIT_USAGE, failureText } from '../exit-codes.ts';
import { stopSignal } from '../interrupts.ts';
import { findPackageRoot, type PackageRoot } from '../package-root.ts';
import { parseConfigValues } from '../plugins/config-values.ts';
import { cliPlugins, runPlugins } from '../plugins/plugin-engine.ts';
import { findSymbol, trySymbol } from '../plugins/symbol-trial.ts';
import { compareOutput, linePrinter } from '../plugins/test-output.ts';
import { refuse } from '../refuse.ts';
import { note } from '../terminal.ts';

export interface PluginSymbolOptions {
  readonly symbol?: string;
  readonly records?: string;
  readonly read?: string;
  readonly set?: readonly string[];
  readonly args?: string;
  /** Milliseconds. */
  readonly for?: number;
  readonly expect?: string;
  readonly update?: boolean;
}

const SOURCE_MS = 3000;

export async function pluginSymbolCommand(source: string, options: PluginSymbolOptions): Promise<number> {
  const { symbol } = options;
  if (symbol === undefined) {
    return refuse(
      failure('usage', '--records, --set, --args and --for are about one part of the plugin', {
        remedy: 'Name it: --symbol',
      }).failure,
    );
  }
  if (options.update === true && options.expect === undefined) {
    return refuse(failure('usage', '--update needs the file to write', { remedy: 'Name it with --expect' }).failure);
  }
  const root = findPackageRoot();
  const config = parseConfigValues(null, options.set ?? []);
  if (!config.ok) return refuse(config.failure);
  const storage = await runPlugins(root, [source], { trial: true });
  if (!storage.ok) {
    note(failureText(storage.failure));
    return EXIT_USAGE;
  }
  const engine = openEngine(root, storage.value);
  try {
    return await test(root, engine, config.value as Readonly<Record<string, Json>>, { ...options, symbol });
  } finally {
    storage.value.dispose();
  }
}

async function test(
  root: PackageRoot,
  engine: Engine,
  config: Readonly<Record<string, Json>>,
  options: PluginSymbolOptions & { readonly symbol: string },
): Promise<number> {
  const platform = engine.plugins!;
  const printer = linePrinter();
  const output: string[] = [];
  const printed: string[] = [];
  const stop = stopSignal();
  platform.onOutput((said) => {
    if (said.kind === 'line') printed.push(said.line.text);
  });
  await platform.start();
  const [status] = platform.status();
  const end = async (reason: Failure | null): Promise<number> => {
    await engine.close();
    await printer.end();
    for (const line of printed) note(`  ${line}`);
    return reason === null ? EXIT_OTHER : refuse(reason);
  };
  if (status === undefined) return end(null);
  const found = findSymbol(platform, status.id, options.symbol);
  if (!found.ok) return end(status.cause === null ? found.failure : { code: 'unavailable', message: status.cause });
  const records = found.value.kind === 'source' ? success([]) : await recordsOf(root, options);
  if (!records.ok) return end(records.failure);
  const tried = await trySymbol(platform, found.value, {
    config,
    records: records.value,
    args: options.args?.split(',').map((key) => key.trim()) ?? null,
    sourceMs: options.for ?? SOURCE_MS,
    signal: stop.signal,
    out: (value) => {
      const line = JSON.stringify(value);
      output.push(line);
      printer.take(line);
    },
  });
  if (!tried.ok) return end(tried.failure);
  // Lines and counts come with a delay, and all of them only with the end of the process.
  await engine.close();
  const { errors } = platform.status()[0]!.counters;
  if (found.value.kind === 'sink') {
    output.push(...printed);
    for (const line of printed) printer.take(line);
  } else for (const line of printed) note(`  ${line}`);
  await printer.end();
  note(
    `${found.value.name}: ${formatCount(tried.value)} records; ${errors === 0 ? 'no errors' : `${formatCount(errors)} ${errors === 1 ? 'call' : 'calls'} failed`}`,
  );
  const compared =
    options.expect === undefined
      ? EXIT_DONE
      : await compareOutput({ id: found.value.name, output, output_cut: false }, options.expect, {
          update: options.update === true,
          named: true,
        });
  return errors > 0 ? EXIT_OTHER : compared;
}

/** Ids are the same each time, so that what comes out can be expected. */
function openEngine(root: PackageRoot, storage: Parameters<typeof cliPlugins>[1] | null): Engine {
  const ports = { ...createHostPorts(), randomBytes: (count: number) => new Uint8Array(count) };
  return createEngine(
    storage === null ? ports : { ...ports, plugins: { ...cliPlugins(root, storage), everyLine: true } },
    {
      version: root.version,
      host: 'headless',
      platform: process.platform,
      samplePath: root.samplePath,
      settings: DEFAULT_SETTINGS,
    },
  );
}

async function recordsOf(root: PackageRoot, options: PluginSymbolOptions): Promise<Result<readonly PipelineRecord[]>> {
  if (options.records !== undefined) return readRecords(options.records);
  const capture = options.read ?? root.samplePath;
  return capture === null
    ? failure('not-found', 'The sample capture is missing', { remedy: 'Name one with --read' })
    : readSessions(root, capture);
}

async function readRecords(file: string): Promise<Result<readonly PipelineRecord[]>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isErrno(error)) throw error;
    return failure('unreadable', `Cannot read ${file}: ${error.message}`, { remedy: 'Check --records' });
  }
  const records: PipelineRecord[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const record = parsed(line);
    if (record === null) {
      return failure('usage', `${file}:${at + 1}: is no JSON object`, { remedy: '--records takes one object a line' });
    }
    records.push(record);
  }
  return success(records);
}

function parsed(line: string): PipelineRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PipelineRecord) : null;
  } catch {
    return null;
  }
}

/** As the source `sessions` gives them at their end. */
async function readSessions(root: PackageRoot, capture: string): Promise<Result<readonly PipelineRecord[]>> {
  const engine = openEngine(root, null);
  let text = '';
  const decoder = new TextDecoder();
  const write = (bytes: Uint8Array): Promise<Result<null>> => {
    text += decoder.decode(bytes, { stream: true });
    return Promise.resolve(success(null));
  };
  const { failure: reason } = await engine.readCapture({
    inputs: [{ kind: 'file', path: capture }],
    filter: '',
    outputs: { sessions: { format: 'jsonl', sink: { write } } },
  });
  await engine.close();
  if (reason !== null) return { ok: false, failure: reason };
  const rows = text.split('\n').filter((line) => line !== '');
  return success(
    rows.map((line) => {
      const row = JSON.parse(line) as PipelineRecord;
      const id = row['session_id'];
      const recordId = typeof id === 'string' ? `${id}:end` : null;
      return { [RECORD_TYPE_KEY]: 'session', [RECORD_ID_KEY]: recordId, ...row };
    }),
  );
}
