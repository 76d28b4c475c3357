/** The engine as a browser may use it: a page names no path of this machine, neither to write to nor to read from. */
import { failure, type Failure, type Result } from '#base/result.ts';
import type { EngineService } from '#contract/protocol.ts';
import { checkSettings, PATH_SETTINGS, settingAt, type Settings } from '#contract/settings.ts';

/** True for a path that a page may have read. */
export type ReadablePaths = (path: string) => boolean;

/** `readable` null: the peer is no page, but a program that holds the token, and names files to read as its user does. */
export function browserService(service: EngineService, readable: ReadablePaths | null): EngineService {
  const { commands } = service;
  const unreadable = (...paths: readonly string[]): boolean => readable !== null && !paths.every(readable);
  return {
    streams: service.streams,
    commands: {
      hello: (params, signal) => commands.hello(params, signal),
      'interfaces.list': (params, signal) => commands['interfaces.list'](params, signal),
      'capture.start': (params, signal) => commands['capture.start'](params, signal),
      'capture.open': (params, signal) =>
        unreadable(params.path, ...(params.more ?? [])) ? notReadable() : commands['capture.open'](params, signal),
      'capture.stop': (params, signal) => commands['capture.stop'](params, signal),
      'capture.close': (params, signal) => commands['capture.close'](params, signal),
      'sessions.details': (params, signal) => commands['sessions.details'](params, signal),
      'plugins.inspect': (params, signal) =>
        unreadable(params.source) ? notReadable() : commands['plugins.inspect'](params, signal),
      'plugins.install': (params, signal) =>
        unreadable(params.source) ? notReadable() : commands['plugins.install'](params, signal),
      'plugins.set_enabled': (params, signal) => commands['plugins.set_enabled'](params, signal),
      'plugins.configure': (params, signal) => commands['plugins.configure'](params, signal),
      'plugins.restart': (params, signal) => commands['plugins.restart'](params, signal),
      'plugins.remove': (params, signal) => commands['plugins.remove'](params, signal),
      'plugins.try': (params, signal) =>
        params.capture !== null && unreadable(params.capture) ? notReadable() : commands['plugins.try'](params, signal),
      'api.configure': (params, signal) => commands['api.configure'](params, signal),
      'pipelines.set_enabled': (params, signal) => commands['pipelines.set_enabled'](params, signal),
      'pipelines.pause': (params, signal) => commands['pipelines.pause'](params, signal),
      'pipelines.check': (params, signal) => commands['pipelines.check'](params, signal),
      'pipelines.save': (params, signal) => commands['pipelines.save'](params, signal),
      'pipelines.read': (params, signal) => commands['pipelines.read'](params, signal),
      'pipelines.remove': (params, signal) => commands['pipelines.remove'](params, signal),
      'filter.check': (params, signal) => commands['filter.check'](params, signal),
      'filter.suggest': (params, signal) => commands['filter.suggest'](params, signal),
      'dns.details': (params, signal) => commands['dns.details'](params, signal),
      'packets.bytes': (params, signal) => commands['packets.bytes'](params, signal),
      'settings.get': (params, signal) => commands['settings.get'](params, signal),
      async 'settings.set'(params, signal) {
        const now = await commands['settings.get']({}, signal);
        if (!now.ok) return now;
        const refused = pathRefusal(params.settings, now.value.settings);
        return refused === null ? await commands['settings.set'](params, signal) : { ok: false, failure: refused };
      },
      'capture.restart': (params, signal) => commands['capture.restart'](params, signal),
      'doctor.run': (params, signal) => commands['doctor.run'](params, signal),
      'history.info': (params, signal) => commands['history.info'](params, signal),
      'history.forget': (params, signal) => commands['history.forget'](params, signal),
      'history.query': (params, signal) => commands['history.query'](params, signal),
      'history.cancel': (params, signal) => commands['history.cancel'](params, signal),
      'history.check': (params, signal) => commands['history.check'](params, signal),
      'history.remove': (params, signal) => commands['history.remove'](params, signal),
      'history.compare': (params, signal) => commands['history.compare'](params, signal),
      'history.load': (params, signal) =>
        unreadable(params.path) ? notReadable() : commands['history.load'](params, signal),
      'history.save': (params, signal) =>
        params.query.schedule === null ? commands['history.save'](params, signal) : Promise.resolve(noPath()),
      'history.export': (params, signal) =>
        params.path === null ? commands['history.export'](params, signal) : Promise.resolve(noPath()),
      'export.cancel': (params, signal) => commands['export.cancel'](params, signal),
      'export.start': (params, signal) =>
        params.path === null ? commands['export.start'](params, signal) : Promise.resolve(noPath()),
    },
  };
}

function notReadable(): Promise<Result<never>> {
  return Promise.resolve(
    failure('not-permitted', 'A browser cannot name a path of this machine', {
      remedy: 'Hand the file over in the view, or name it when you start: netloupe serve --read FILE',
    }),
  );
}

function noPath(): Result<never> {
  return failure('not-permitted', 'A browser cannot write to a path of this machine', {
    remedy: 'Leave the path out and download the export',
  });
}

/** Null where every path in `wanted` is the one that holds already, or where it is wrong anyway. */
function pathRefusal(wanted: unknown, now: Settings): Failure | null {
  const { settings } = checkSettings(wanted);
  if (settings === null) return null;
  const changed = PATH_SETTINGS.find((path) => settingAt(settings, path) !== settingAt(now, path));
  if (changed === undefined) return null;
  return {
    code: 'not-permitted',
    message: `A browser cannot name a path of this machine (${changed})`,
    remedy: 'Set it in the desktop app, or in the settings file',
  };
}
