/** `netloupe serve`: the view in a browser. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { success, type Result } from '#base/result.ts';
import type { CaptureStartParams } from '#contract/protocol.ts';
import type { Engine } from '#main/engine/engine.ts';
import type { LoopbackAddress } from '#main/host/api/listen.ts';
import { announce } from '#main/host/api/running-files.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import type { RunStorage } from '#main/host/plugins/run-storage.ts';
import { createSettingsFile, fixedSettings } from '#main/host/settings/settings-file.ts';
import { createCliEngine, type CliEngine, type CliSettingsHome } from '../cli-engine.ts';
import { reportedPlugins } from '../crash-reports.ts';
import { EXIT_DONE, EXIT_USAGE, exitCodeOf, failureText } from '../exit-codes.ts';
import { aborted, stopSignal } from '../interrupts.ts';
import { findPackageRoot } from '../package-root.ts';
import { cliPlugins, keptPlugins, runPlugins } from '../plugins/plugin-engine.ts';
import { createPluginRun, type PluginRun } from '../plugins/plugin-run.ts';
import { createServedApi, type ServedApi } from '../plugins/served-api.ts';
import { joinedPlugins } from '../plugins/storages.ts';
import { refuse } from '../refuse.ts';
import { DEFAULT_LISTEN, parseListenAddress } from '../server/listen-address.ts';
import { startServer, type RunningServer } from '../server/server.ts';
import { CAPTURE_LIMITS, createUploads, PACKAGE_LIMITS } from '../server/uploads.ts';
import { loadSettings } from '../settings-file.ts';
import { note, print } from '../terminal.ts';
import { checkFile } from '../input-files.ts';

export interface ServeOptions {
  readonly listen: string;
  readonly read?: string;
  readonly interface?: readonly string[];
  readonly bpf?: string;
  readonly token?: string;
  readonly config?: string;
  /** Names, folders or files: run beside those that are switched on. */
  readonly plugin?: readonly string[];
}

/** What is captured or opened before anybody looks. `auto`: live where permitted, else the sample. */
export type ServeStart =
  | { readonly kind: 'none' }
  | { readonly kind: 'auto' }
  | { readonly kind: 'open'; readonly path: string }
  | { readonly kind: 'capture'; readonly interfaces: readonly string[]; readonly bpf: string | null };

export async function serveCommand(options: ServeOptions): Promise<number> {
  const settings = await settingsHome(options.config);
  if (!settings.ok) return refuse(settings.failure);
  const listen = parseListenAddress(options.listen);
  if (!listen.ok) return refuse(listen.failure);
  let start: ServeStart = { kind: 'none' };
  if (options.read !== undefined) {
    const found = await checkFile(options.read);
    if (!found.ok) return refuse(found.failure);
    start = { kind: 'open', path: path.resolve(options.read) };
  } else if (options.interface !== undefined) {
    start = { kind: 'capture', interfaces: options.interface, bpf: options.bpf ?? null };
  }
  const { token, plugin: plugins = [] } = options;
  return serve({ listen: listen.value, anyPort: false, token, start, settings: settings.value, plugins });
}

/** Those that the app shares, or, for this run, those of a file. */
async function settingsHome(config: string | undefined): Promise<Result<CliSettingsHome>> {
  if (config === undefined) return success(createSettingsFile(dataHome()));
  const given = await loadSettings(config);
  return given.ok ? success(fixedSettings(given.value, config)) : given;
}

/** For `netloupe [FILE]` without a desktop: at the usual address, or any free port where that is taken. */
export function serveInstead(start: ServeStart): Promise<number> {
  const listen = parseListenAddress(DEFAULT_LISTEN);
  if (!listen.ok) return Promise.resolve(refuse(listen.failure));
  return serve({
    listen: listen.value,
    anyPort: true,
    token: undefined,
    start,
    settings: createSettingsFile(dataHome()),
    plugins: [],
  });
}

interface ServePlan {
  readonly listen: LoopbackAddress;
  /** Take another port where the wanted one is in use. */
  readonly anyPort: boolean;
  readonly token: string | undefined;
  readonly start: ServeStart;
  readonly settings: CliSettingsHome;
  /** For this run only. */
  readonly plugins: readonly string[];
}

async function serve(plan: ServePlan): Promise<number> {
  const root = findPackageRoot();
  const run = await runPlugins(root, plan.plugins, { trial: false });
  if (!run.ok) {
    note(failureText(run.failure));
    return EXIT_USAGE;
  }
  const stop = stopSignal();
  const api = createServedApi();
  const storage = joinedPlugins(keptPlugins(root), run.value);
  const kept = await plan.settings.read();
  if (kept.damaged !== null) note(`netloupe: The settings were damaged: ${kept.damaged}`);
  const plugins = cliPlugins(root, storage, api);
  const watched = { ...plugins, spawner: reportedPlugins(root, plugins.spawner) };
  const cli = createCliEngine(root, kept.settings, watched, 'kept', plan.settings, 'kept');
  const { engine, ports } = cli;
  const token = plan.token ?? randomBytes(32).toString('base64url');
  const named = new Set([root.samplePath, plan.start.kind === 'open' ? plan.start.path : null]);
  const serverAt = (listen: LoopbackAddress): ReturnType<typeof startServer> =>
    startServer({
      listen,
      token,
      service: engine.service,
      rendererFolder: root.rendererFolder,
      // The capture is started here, once, and not by each page that is loaded.
      intent: { kind: 'none' },
      captures: createUploads(ports.privateFolder, CAPTURE_LIMITS),
      packages: createUploads(ports.privateFolder, PACKAGE_LIMITS),
      plugins: engine.plugins,
      privateFolder: ports.privateFolder,
      readable: (file) => named.has(file) || isInside(ports.privateFolder.path(), file),
      download: (exportId) => ports.exportFiles.download(exportId),
      after: (delayMs, callback) => ports.clock.after(delayMs, callback),
      onBug: (error) => note(`netloupe: Unexpected error: ${String(error)}`),
    });
  let server = await serverAt(plan.listen);
  if (!server.ok && server.failure.code === 'in-use' && plan.anyPort) {
    server = await serverAt({ ...plan.listen, port: 0 });
  }
  if (!server.ok) {
    await engine.close();
    return refuse(server.failure);
  }
  const withdraw = await announceApi(server.value, api, token);
  const attended = await attend(engine, run.value, stop);
  if (attended?.ok === false) {
    await server.value.close();
    await engine.close();
    return refuse(attended.failure);
  }
  // Before anything is captured, so that they miss nothing of it; after plugins, in which parts of them may be.
  await engine.pipelines?.start();
  const started = await begin(cli, plan.start, root.samplePath, stop.signal);
  if (!started.ok) {
    // An input that was asked for and cannot be had ends the command; what was chosen by us does not.
    note(failureText(started.failure));
    if (plan.start.kind !== 'auto') {
      await server.value.close();
      await engine.close();
      return exitCodeOf(started.failure);
    }
  }
  await print(`netloupe: open ${server.value.url}\n`);
  if (process.stderr.isTTY) note('Ctrl+C ends it');
  await aborted(stop.signal);
  withdraw();
  await server.value.close();
  await engine.close();
  await attended?.value.flush();
  ports.privateFolder.dispose();
  return EXIT_DONE;
}

/** Of files that this program has put there itself: there are no links among them. */
function isInside(folder: string, file: string): boolean {
  return path.resolve(file) === file && file.startsWith(folder + path.sep);
}

/** Tells the view and the command line where the API is. Answers how to take that back. */
async function announceApi(server: RunningServer, api: ServedApi, token: string): Promise<() => void> {
  const url = new URL(server.url).origin;
  api.servedAt(url);
  const announced = await announce(dataHome(), { host: 'headless', url, key: token });
  if (announced.ok) return announced.value;
  note(`netloupe plugin status will not find this: ${announced.failure.message}`);
  return () => undefined;
}

/** Starts all plugins; those of this run must start and are listened to. Null: there are none of this run. */
async function attend(engine: Engine, run: RunStorage, stop: AbortController): Promise<Result<PluginRun> | null> {
  const shown = (await run.list()).plugins.map(({ id }) => id);
  if (engine.plugins === null) return null;
  if (shown.length === 0) {
    await engine.plugins.start();
    return null;
  }
  const attended = createPluginRun(engine.plugins, {
    shown,
    // The address is printed there.
    stdoutTaken: false,
    onReaderGone: () => stop.abort(),
  });
  const started = await attended.start();
  return started.ok ? success(attended) : started;
}

async function begin(
  { engine, ports }: CliEngine,
  start: ServeStart,
  samplePath: string | null,
  signal: AbortSignal,
): Promise<Result<null>> {
  const { commands } = engine.service;
  const capture = (interfaces: readonly string[], bpf: string | null): Promise<Result<null>> => {
    const params: CaptureStartParams = { interfaces, bpf, promiscuous: null, snaplen: null, bufferBytes: null };
    return commands['capture.start'](params, signal);
  };
  switch (start.kind) {
    case 'none':
      return { ok: true, value: null };
    case 'open':
      return commands['capture.open']({ path: start.path }, signal);
    case 'capture':
      return capture(start.interfaces, start.bpf);
    case 'auto': {
      const [permission, route] = await Promise.all([ports.capturePermission(), ports.interfaces.defaultRoute()]);
      if (permission.how !== 'none' && route !== null) {
        note(`Capturing on ${route}, the interface of the default route`);
        return capture([route], null);
      }
      if (permission.failure !== null) note(failureText(permission.failure));
      else if (route === null) note('There is no default route; choose an interface in the view');
      if (samplePath === null) return { ok: true, value: null };
      note('Showing the sample capture meanwhile');
      return commands['capture.open']({ path: samplePath }, signal);
    }
  }
}
