/** A console whose lines go to the plugin's log. */
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format } from 'node:util';
import type { PluginLogLevel } from '#contract/plugins/status.ts';

export function pluginConsole(log: (level: PluginLogLevel, text: string) => void): Console {
  // Whatever is not named below (table, dir, group, time, …) is written by Node's own.
  const made = new Console({ stdout: linesOf('print', log), stderr: linesOf('warn', log) });
  const logAs =
    (level: PluginLogLevel) =>
    (...values: unknown[]): void =>
      log(level, format(...values));
  return Object.assign(made, {
    log: logAs('print'),
    debug: logAs('debug'),
    info: logAs('info'),
    warn: logAs('warn'),
    error: logAs('error'),
  });
}

function linesOf(level: PluginLogLevel, log: (level: PluginLogLevel, text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      log(level, String(chunk).replace(/\n$/, ''));
      done();
    },
  });
}
