/** Files of rules: places of mistakes, appending and replacing, lists, macros, priorities. */
import { describe, expect, it } from 'vitest';
import { compileRules } from './compile-rules.ts';
import { mistakeLine } from './mistakes.ts';
import { session } from '#main/engine/filter/test-records.ts';
import { judged, mistakesIn, noticesIn, rulesOf } from './test-rules.ts';

describe('mistakes in rules', () => {
  it('are told with their places, several at once', () => {
    const text = `
- list: web
  items: [80, https]
- rule: A
  desc: something
  condition: >
    dst_port in (web)
      and fd.dipp = 3
      and src_ip = 10.0.0.0/33
  priority: WARN
  tags: [a, b]
  output: "hello %src_ip %hostnam"
  colour: red
- rule: B
  condition: dst_port > foo and service < 3 and
    query matches "a(("
  actions: [alert, tga x]
- rule: missing
- macro: lonely
`;
    expect(mistakesIn(text)).toEqual([
      'rules.yaml:7:18: `dst_port` expects a number, but found `https`',
      'rules.yaml:8:11: there is no field `fd.dipp`; did you mean "fd.dip"?',
      'rules.yaml:9:20: `src_ip` expects an address or a network such as `192.0.2.1` or `10.0.0.0/8`, but found `10.0.0.0/33`',
      expect.stringMatching(/^rules\.yaml:10:13: there is no priority `WARN`; there are informational, .*emergency$/),
      'rules.yaml:12:26: there is no field `hostnam`; did you mean "hostname"?',
      expect.stringMatching(/^rules\.yaml:13:3: a rule has no key `colour`; it has rule, desc, /),
      'rules.yaml:15:25: `dst_port` expects a number, but found `foo`',
      'rules.yaml:15:43: `service` is a text: it cannot be compared with `<`',
      'rules.yaml:16:19: the pattern cannot be used: a `(` without its `)`',
      'rules.yaml:17:20: there is no action `tga`; there are alert, tag, call, webhook',
      'rules.yaml:18:9: the key `condition` is missing',
      'rules.yaml:19:3: the key `condition` is missing',
    ]);
  });

  it.each([
    ['plain', '- rule: x\n  condition: dst_port = 1 and nope = 3\n', '2:31'],
    ['plain over lines', '- rule: x\n  condition: dst_port = 1\n    and nope = 3\n', '3:9'],
    ['in double quotes', '- rule: x\n  condition: "service = \\"a\\" and nope = 3"\n', '2:35'],
    ['in single quotes', "- rule: x\n  condition: 'service = ''a'' and nope = 3'\n", '2:35'],
    ['folded', '- rule: x\n  condition: >-\n    dst_port = 1\n\n    and nope = 3\n', '5:9'],
    ['literal, indented further', '- rule: x\n  condition: |\n    dst_port = 1\n      and\n      nope = 3\n', '5:7'],
    ['in a second document', '- list: a\n  items: []\n---\n- rule: x\n  condition: nope = 3\n', '5:14'],
    ['with carriage returns', '- rule: x\r\n  condition: >\r\n    true\r\n    and nope = 3\r\n', '4:9'],
  ])('knows the place in a text that is %s', (_, text, place) => {
    expect(mistakesIn(text)).toEqual([expect.stringContaining(`rules.yaml:${place}: there is no field \`nope\``)]);
  });

  it.each([
    ['dst_port =', 'expected a value, but found the end'],
    ['dst_port', 'expected an operator after the field `dst_port`'],
    ['dst_prt', 'there is no macro `dst_prt`; did you mean "dst_port"?'],
    ['dst_port containz 4', 'expected an operator, `and` or `or`, but found `containz`; did you mean "contains"?'],
    ['(dst_port = 4', '`and`, `or` or the closing parenthesis, but found the end'],
    ['dst_port = 4)', 'expected `and`, `or` or the end, but found `)`'],
    ['dst_port in (4, 5', 'expected a comma or the closing ), but found the end'],
    ['service = "a', 'the text that begins here lacks its closing "'],
    ['! dst_port = 4', '`!` alone means nothing: write `not`'],
    ['and dst_port = 4', 'expected a field, a macro, `not` or `(`, but found `and`'],
    ['dst_port contains 4', '`dst_port` is a number: it cannot be compared with `contains`'],
    ['service cidr 10.0.0.0/8', '`service` is a text: it cannot be compared with `cidr`'],
    ['src_ip < 10.0.0.1', '`src_ip` is an address: it cannot be compared with `<`'],
    ['proto = quux', '`proto` expects an IP protocol by number or name, such as `6` or `udp`, but found `quux`'],
    ['midstream = 1', '`midstream` expects `true` or `false`, but found `1`'],
    ['bytes > 10parsec', '`bytes` expects a number of bytes such as `1500` or `10MB`, but found `10parsec`'],
    ['dst_port > 10MB', '`dst_port` expects a number, but found `10MB`'],
    ['time > yesterday', '`time` expects a time such as `2026-05-01T12:30:00Z`, but found `yesterday`'],
    ['coun() within 3s > 4', 'there is no function `coun`; there are count,'],
    ['count() within 3 > 4', 'expected a duration such as `60s` or `2h`, 366 days at most, but found `3`'],
    ['count() > 4', '`count` needs `within` and a duration such as `60s`'],
    ['count() within 3s', '`count` is a number: compare it'],
    ['count(dst_ip) within 3s > 3', '`count` takes no fields in its parentheses'],
    ['count_distinct() within 3s > 3', '`count_distinct` takes one to four fields'],
    ['count_distinct(dst_ip) within 3s > 20000', '`count_distinct` counts to 10000'],
    ['sum(service) within 3s > 20', '`service` is no number'],
    ['count() by (nope) within 3s > 20', 'there is no field `nope`'],
    ['first_seen(dst_ip) = 3', '`first_seen` is true or false'],
    ['first_seen(dst_ip) by dst_port', '`first_seen` has no `by`'],
    ['count() within 3s contains 4', 'expected one of = != < <= > >=, but found `contains`'],
    ['query matches "(?=a)"', 'only `(?:` is understood'],
    ['query matches "a\\\\1"', '`\\1` is not understood'],
  ])('%s: %s', (condition, message) => {
    const quoted = condition.includes('\\\\') ? `'${condition.replace('\\\\', '\\')}'` : JSON.stringify(condition);
    expect(mistakesIn(`- rule: x\n  condition: ${quoted}\n`)[0]).toContain(message);
  });

  it.each([
    ['- rule: x\n  condition: [a]\n', '2:3: expected a condition'],
    ['- list: x\n  items: {a: b}\n', 'expected values'],
    ['rule: x\n', '1:1: expected a list of rules, macros and lists, each beginning with `-`'],
    ['- 5\n', '1:3: expected an item such as `rule: NAME`'],
    ['- rul: x\n', '1:3: expected one of the keys rule, macro, list, drop, filter; did you mean "rule"?'],
    ['- rule: x\n  condition: true\n  condition: true\n', 'not readable as YAML: Map keys must be unique'],
    ['- rule: "x\n', 'not readable as YAML'],
    ['- &a rule\n- *a\n', 'references to anchors|expected an item'],
    ['- rule: x\n  condition: true\n  enabled: maybe\n', '3:12: expected `true` or `false`, but found `maybe`'],
    ['- rule: x\n  condition: true\n  prefilter: [dnss]\n', 'there is no type of records `dnss`'],
    ['- rule: x\n  condition: true\n  actions: [call x]\n', '3:13: expected `call PLUGIN.FUNCTION`'],
    ['- rule: x\n  condition: true\n  actions: webhook ftp://x\n', 'expected an http or https address after `webhook`'],
    ['- rule: x\n  condition: true\n  actions: [tag x if true]\n', '3:19: `tag` has no `if`'],
    ['- rule: x\n  condition: true\n  actions: [alert if nope = 1]\n', '3:22: there is no field `nope`'],
    ['- rule: x\n  condition: true\n  actions: [alert if]\n', '3:21: expected a field, a macro'],
    ['- macro: a\n  condition: b\n- macro: b\n  condition: a\n', 'leads back to itself'],
    ['- list: a\n  items: [b]\n- list: b\n  items: [a]\n', '4:11: the list `a` leads back to itself'],
    ['- list: a\n  items: [a]\n', 'the list `a` leads back to itself'],
    [
      '- rule: x\n  append: true\n  condition: and true\n',
      '1:9: there is no rule `x` before this that could be appended to',
    ],
    [
      '- list: weeb\n  items: []\n- list: web\n  append: true\n  items: [80]\n',
      'there is no list `web` before this that could be appended to; did you mean "weeb"?',
    ],
    ['- macro: x\n  append: true\n  condition: and true\n', 'there is no macro `x`'],
  ])('%j: %s', (text, message) => {
    expect(mistakesIn(text)[0]).toMatch(new RegExp(message.replace(/[()`.?*+[\]]/g, '\\$&')));
  });

  it('are not told of files that are empty, or of what Falco wants to know', () => {
    expect(mistakesIn('')).toEqual([]);
    expect(mistakesIn('# nothing\n---\n')).toEqual([]);
    const falco = '- required_engine_version: 7\n- rule: x\n  condition: true\n  source: syscall\n';
    expect(mistakesIn(falco)).toEqual([]);
    expect(noticesIn(falco)).toEqual(['rules.yaml:4:3: `source` has no effect here']);
  });

  it('ends with what uses itself in clever ways', () => {
    const doubling = Array.from({ length: 40 }, (_, index) => {
      const inner = index === 0 ? 'count() within 1s > 1' : `m${index - 1} or m${index - 1}`;
      return `- macro: m${index}\n  condition: ${inner}\n`;
    });
    expect(mistakesIn(doubling.join('')).join()).toContain('macros use each other too often');
    const chain = Array.from({ length: 200 }, (_, index) => `- macro: m${index}\n  condition: m${index + 1}\n`);
    expect(mistakesIn(chain.join('')).join()).toContain('macros use each other more than 50 deep');
    const added = Array.from({ length: 600 }, () => '- macro: m\n  append: true\n  condition: or false\n');
    expect(mistakesIn(`- macro: m\n  condition: false\n${added.join('')}`)[0]).toContain(
      'appended to more than 500 times',
    );
  });
});

describe('appending', () => {
  it('joins conditions as wholes, extends lists, tags and actions', () => {
    const set = rulesOf(`
- rule: r
  condition: dst_port = 80 or dst_port = 443
  tags: [a]
- rule: r
  append: true
  condition: and src_ip = 192.0.2.1
  tags: [b]
  actions: [tag c]
- rule: by macro
  condition: m
- macro: m
  condition: dst_port = 80 and src_ip = 10.0.0.1
- macro: m
  append: true
  condition: or dst_port = 443
- rule: by list
  condition: dst_port in (l)
- list: l
  items: [80]
- list: l
  append: true
  items: [443]
- rule: without joint
  condition: dst_port = 443
- rule: without joint
  append: true
  condition: src_ip = 10.0.0.1
`);
    // If texts were joined, `dst_port = 80` alone would be enough.
    expect(judged(set, session({ dst_port: 80, src_ip: '10.9.9.9' }))).toEqual(['by list']);
    expect(judged(set, session())).toEqual(['r', 'by macro', 'by list']);
    expect(set.rules[0]!.tags).toEqual(['a', 'b', 'c']);
  });

  it('works over files in their order', () => {
    const first = { name: 'a.yaml', text: '- list: l\n  items: [80]\n- rule: r\n  condition: dst_port in (l)\n' };
    const second = { name: 'b.yaml', text: '- list: l\n  append: true\n  items: [443]\n' };
    expect(judged(compileRules([first, second]).set!, session())).toEqual(['r']);
    const { report } = compileRules([second, first]);
    expect(report.mistakes.map(mistakeLine)[0]).toMatch(/^b\.yaml:1:9: there is no list `l`/);
  });
});

describe('replacing', () => {
  it('takes the later one of the same name, and says so', () => {
    const text = `
- rule: r
  desc: first
  condition: dst_port = 80
- rule: last
  condition: true
- rule: r
  desc: second
  condition: dst_port = 443
- macro: m
  condition: true
- macro: m
  condition: false
- list: private_networks
  items: [192.0.2.0/24]
- rule: private
  condition: src_ip in (private_networks)
`;
    const set = rulesOf(text);
    expect(judged(set, session())).toEqual(['r', 'last', 'private']);
    expect(set.rules[0]!.policy.desc).toBe('second');
    expect(noticesIn(text)).toEqual([
      'rules.yaml:7:9: the rule `r` replaces that of rules.yaml:2',
      'rules.yaml:12:10: the macro `m` replaces that of rules.yaml:10',
      'rules.yaml:14:9: the list `private_networks` replaces the built-in one',
    ]);
  });

  it('changes only what an item without condition mentions', () => {
    const set = rulesOf(`
- rule: r
  desc: as it was
  condition: dst_port = 443
  priority: low
- rule: r
  priority: CRITICAL
- rule: off
  condition: true
- rule: off
  enabled: false
`);
    expect(judged(set, session())).toEqual(['r']);
    expect(set.rules[0]!.policy).toEqual({ id: 'r', desc: 'as it was', priority: 4, priority_name: 'critical' });
    expect(set.counts).toMatchObject({ rules: 2, disabled: 1 });
  });
});

describe('lists and macros', () => {
  it('may be used before they are defined, and lists hold lists', () => {
    const set = rulesOf(`
- rule: r
  condition: outside and dst_port in (all, 9999)
- macro: outside
  condition: not inside
- macro: inside
  condition: dst_ip in (private_networks)
- list: all
  items: [web, [mail, 53]]
- list: web
  items: [80, 443]
- list: mail
  items: [25]
`);
    for (const [port, applies] of [
      [80, true],
      [25, true],
      [53, true],
      [9999, true],
      [54, false],
    ] as const) {
      expect(judged(set, session({ dst_port: port })), String(port)).toEqual(applies ? ['r'] : []);
    }
  });

  it('quoted values are never lists', () => {
    const set = rulesOf('- list: tls\n  items: [http]\n- rule: r\n  condition: hostname_source in ("tls")\n');
    expect(judged(set, session())).toEqual(['r']);
  });

  it('come from outside, too', () => {
    const text =
      '- list: mine\n  items: [1]\n- rule: r\n  condition: dst_port in (mine) and src_ip in (system_resolvers)\n';
    const set = rulesOf(text, { lists: { mine: ['443'] }, resolvers: ['192.0.2.1'] });
    expect(judged(set, session())).toEqual(['r']);
    expect(judged(rulesOf(text), session())).toEqual([]);
  });
});

describe('priorities', () => {
  it.each([
    ['informational', 0],
    ['low', 1],
    ['medium', 2],
    ['high', 3],
    ['critical', 4],
    ['DEBUG', 1],
    ['INFO', 1],
    ['Notice', 1],
    ['WARNING', 2],
    ['error', 3],
    ['EMERGENCY', 3],
    // Upstream says low, by mistake.
    ['ALERT', 3],
    ['4', 4],
  ])('%s is %i', (name, expected) => {
    const set = rulesOf(`- rule: r\n  condition: true\n  priority: ${name}\n`);
    expect(set.rules[0]!.policy.priority).toBe(expected);
  });

  it('is low where there is none', () => {
    expect(rulesOf('- rule: r\n  condition: true\n').rules[0]!.policy).toMatchObject({
      priority: 1,
      priority_name: 'low',
    });
  });
});

it('an output names fields of the record', () => {
  const set = rulesOf(`
- rule: r
  condition: true
  output: >
    %src_ip. asked %ip:%dst_port for 100%% of %hostname
    (%vlan, %fd.name)
`);
  const record = session({ hostname: 'a\u202eb' });
  expect(set.judge(record)![0]!.message(record)).toBe(
    '192.0.2.1. asked 192.0.2.1, 198.51.100.2:443 for 100% of a‹U+202E›b (-, 192.0.2.1:50000->198.51.100.2:443)',
  );
});

it('says once that a name means something else in Falco', () => {
  const text =
    '- rule: r\n  condition: fd.sip = 192.0.2.1 and fd.dip = 192.0.2.2\n- rule: s\n  condition: fd.sip = 192.0.2.3\n';
  expect(noticesIn(text)).toEqual([
    "rules.yaml:2:14: `fd.sip` is `src_ip`, as in SysFlow; a rule of Falco's means the server, which is `dst_ip`",
  ]);
});

it('says when a rule can apply to nothing', () => {
  expect(
    noticesIn('- rule: r\n  condition: query exists and direction = out and type != session\n  prefilter: [session]\n'),
  ).toEqual(['rules.yaml:1:9: the rule `r` can apply to no record']);
});
