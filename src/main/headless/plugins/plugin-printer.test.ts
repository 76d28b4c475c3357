import { describe, expect, it } from 'vitest';
import type { PluginAlert, PluginLogLevel } from '#contract/plugins/status.ts';
import { createPluginPrinter, type PluginPrinter } from './plugin-printer.ts';

type Said = Parameters<PluginPrinter['take']>[0];

const line = (plugin: string, level: PluginLogLevel, text: string): Said => ({
  kind: 'line',
  plugin,
  line: { number: 1, time_ms: 0, level, text },
});
const alert = (plugin: string, title: string, message: string): Said => {
  const raised: PluginAlert = { title, message, severity: 'high', session_id: null, timestamp: null };
  return { kind: 'alert', plugin, alert: { ...raised, number: 1, plugin, time_ms: 0 } };
};

function printed(named: boolean, outputs: readonly Said[]): { out: string[]; error: string[] } {
  const written = { out: [] as string[], error: [] as string[] };
  const turns: (() => void)[] = [];
  const printer = createPluginPrinter({
    named,
    out: (text) => written.out.push(text),
    error: (text) => written.error.push(text),
    later: (callback) => turns.push(callback),
  });
  for (const output of outputs) printer.take(output);
  for (const turn of turns) turn();
  return written;
}

describe('what plugins say', () => {
  it('is written at once for a whole turn, prints plain and the rest with its origin', () => {
    const outputs = [
      line('a', 'print', 'one'),
      line('a', 'warn', 'careful'),
      alert('a', 'Odd name', 'x.test'),
      line('a', 'print', 'two'),
      alert('a', 'Odd', ''),
    ];
    expect(printed(false, outputs)).toEqual({
      out: ['one\ntwo\n'],
      error: ['[a] warn: careful\n[a] alert high: Odd name: x.test\n[a] alert high: Odd\n'],
    });
  });

  it('says of prints whose they are where there are several', () => {
    expect(printed(true, [line('a', 'print', 'one'), line('b', 'print', 'two')]).out).toEqual(['[a] one\n[b] two\n']);
  });

  it('is written at the end, too', () => {
    const out: string[] = [];
    const printer = createPluginPrinter({
      named: false,
      out: (text) => out.push(text),
      error: () => undefined,
      later: () => undefined,
    });
    printer.take(line('a', 'print', 'last'));
    printer.flush();
    printer.flush();
    expect(out).toEqual(['last\n']);
  });
});
