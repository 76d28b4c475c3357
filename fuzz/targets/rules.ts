/** Display filters and files of policy rules: whatever is in them, they compile or every mistake has its place; and compiled rules judge without a fault. */
import { compileDisplayFilter } from '#main/engine/filter/display-filter.ts';
import { compileRules } from '#main/engine/pipeline/rules/compile-rules.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import { compilePattern } from '#main/engine/filter/linear-pattern.ts';
import { mistakeLine } from '#main/engine/pipeline/rules/mistakes.ts';
import { dns, packet, session } from '#main/engine/filter/test-records.ts';
import { check, type Target } from '../target.ts';

const LONGEST = 3000;
const decoder = new TextDecoder();
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const records = [session(), session({ dst_port: 21 }, 60), dns({}, 61), packet({}, 62), session({}, 70)].map(
  flattenRecord,
);

const FILES = [
  '- list: a\n  items: [80, b]\n- list: b\n  items: [443, [21]]\n- rule: r\n  condition: dst_port in (a) and not src_ip = 10.0.0.0/8\n',
  '- macro: m\n  condition: (proto = tcp or fd.l4proto = udp)\n- rule: r\n  desc: d\n  condition: >\n    m and hostname glob *.com\n    and query exists\n  priority: WARNING\n  tags: [x]\n  actions: [tag y, alert]\n  output: "%src_ip %%"\n',
  '- rule: r\n  condition: count_distinct(dst_port) by (src_ip, dst_ip) within 60s > 1 or first_seen(query) learn 1m\n  actions:\n    - alert if first_seen(src_ip) within 1h\n    - webhook http://x/\n',
  '- rule: r\n  condition: "hostname matches \\"^(www|ftp)\\\\.[a-z]+$\\" and bytes > 1.5MB"\n- rule: r\n  append: true\n  condition: or interval_variation() by src_ip within 1h < 0.2\n',
  '- drop: d\n  condition: answers pmatch (1, 2) and time >= 2026-05-01T00:00:00Z\n---\n- rule: d\n  condition: true\n  enabled: false\n  prefilter: [NF, dns]\n',
];

const rulesTarget: Target = {
  name: 'rules',
  longest: LONGEST,
  seeds: () => FILES.map(encode),
  run: (input) => {
    const text = decoder.decode(input);
    const { set, report } = compileRules([{ name: 'fuzz', text }]);
    const lines = text.split(/\r?\n|\r/).length;
    for (const { place, message } of [...report.mistakes, ...report.notices]) {
      check(place.line >= 1 && place.line <= lines && place.column >= 1, 'a mistake is in the file');
      check(message.length > 0, 'a mistake says what is wrong');
    }
    check((set === null) === report.mistakes.length > 0, 'rules are refused for mistakes only, and then always');
    if (set === null) {
      const [first] = report.mistakes;
      const kind = first!.message.replaceAll(/`[^`]*`|"[^"]*"|\d+/g, '').slice(0, 60);
      return { kind, result: report.mistakes.map(mistakeLine).join('\n') };
    }
    const verdicts = records.map((record) =>
      set.judge(record)?.map(({ policy, message }) => [policy.id, message(record)]),
    );
    return { kind: `${set.rules.length} ${JSON.stringify(verdicts).length >> 4}`, result: JSON.stringify(verdicts) };
  },
};

const patternTarget: Target = {
  name: 'pattern',
  longest: 300,
  seeds: () => ['^(a|b)*c$\0abac', '(?i)[^a-z]{2,3}\\d+?\0xx12', '(a*)*b\0aaaaaaaaaaaaaaaa', 'a{3}|.\0aa'].map(encode),
  run: (input) => {
    const [pattern = '', text = ''] = decoder.decode(input).split('\0');
    const compiled = compilePattern(pattern);
    if (!compiled.ok) return { kind: compiled.message.slice(0, 60), result: compiled.message };
    const found = compiled.test(text);
    check(compiled.test(text) === found, 'a pattern remembers nothing');
    return { kind: `${found}`, result: String(found) };
  },
};

const filterTarget: Target = {
  name: 'display-filter',
  longest: 400,
  seeds: () =>
    [
      'port 443 and host ~ exam or -"two words"',
      'ip.addr == 10.0.0.0/8 && (tcp.port in {80 443} || !vlan exists)',
      'bytes >= 1.5MB duration_s<5m hostname matches "^www\\." record.x = 3',
      'query glob *.com and qtype eq A',
    ].map(encode),
  run: (input) => {
    const compiled = compileDisplayFilter(decoder.decode(input));
    if (!compiled.ok) {
      const { message } = compiled.failure;
      check(/^Filter, character \d+: \S/.test(message), 'a mistake has its place');
      return { kind: message.replaceAll(/`[^`]*`|"[^"]*"|\d+/g, '').slice(0, 60), result: message };
    }
    const found = records.map((record) => compiled.value.passes(record));
    check(!compiled.value.isEmpty || !found.includes(false), 'a filter that asks for nothing lets everything through');
    return { kind: found.join(), result: found.join() };
  },
};

export const ruleTargets: readonly Target[] = [rulesTarget, patternTarget, filterTarget];
