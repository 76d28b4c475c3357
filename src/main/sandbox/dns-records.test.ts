import { expect, it } from 'vitest';
import { openSession } from './testing/session-harness.ts';

const records = [
  { query: 'a.test', rcode: 3, rcode_name: 'NXDOMAIN', status: 'nxdomain', latency_ms: 5, answers: [], ttls: [] },
  { query: 'b.test', rcode: null, status: 'unanswered', answers: [{ name: 'b.test', type: 'A', ttl: 1, data: '::1' }] },
];
const programs = {
  js: `export function receiver_dns(records, config) {
    for (const r of records) netloupe.log.info(r.query, r.status, r.rcode === null, r.answers.length, config.word);
    if (records.length === 1) throw new Error('one is too few');
  }`,
  lua: `function receiver_dns(records, config)
    for _, r in ipairs(records) do print(r.query, r.status, r.rcode == nil, #r.answers, config.word) end
    if #records == 1 then error('one is too few') end
  end`,
};

it.each(['js', 'lua'] as const)(
  'a plugin in %s gets DNS transactions, and one that fails is counted',
  async (language) => {
    const plugin = openSession(language, programs[language], { start: { passConfig: true, config: { word: 'w' } } });
    expect(await plugin.load()).toBe('ready');
    await plugin.deliverDns(records);
    await plugin.deliverDns(records.slice(0, 1));
    const lines = await plugin.lines();
    const between = language === 'lua' ? '\t' : ' ';
    const expected = [
      ['a.test', 'nxdomain', 'false', '0', 'w'],
      ['b.test', 'unanswered', 'true', '1', 'w'],
    ].map((words) => words.join(between));
    expect(lines.slice(0, 2)).toEqual(expected);
    expect(lines.join('\n')).toMatch(/receiver_dns.*one is too few/s);
    expect(plugin.acks).toEqual([
      { seq: 1, handled: 2, errors: 0 },
      { seq: 2, handled: 1, errors: 1 },
    ]);
  },
);
