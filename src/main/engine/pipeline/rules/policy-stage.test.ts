import { describe, expect, it } from 'vitest';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { PluginAlert } from '#contract/plugins/status.ts';
import { ManualClock } from '#main/engine/store/manual-clock.ts';
import type { Stage, StageContext } from '../stages/stage.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import { policyStage } from './policy-stage.ts';
import { at, dns, session } from '#main/engine/filter/test-records.ts';

/** A folder of rule files, and everything that a stage asks of its context. */
class World {
  readonly files: Map<string, string>;
  readonly warnings: Failure[] = [];
  readonly alerts: PluginAlert[] = [];
  readonly calls: (readonly [string, readonly (readonly Json[])[]])[] = [];
  readonly posts: (readonly [string, Json])[] = [];
  readonly clock = new ManualClock();
  changed: (() => void)[] = [];
  answer: Result<readonly Json[]> = success([]);
  posted: Result<null> = success(null);

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
  }

  context(): StageContext {
    return {
      pipeline: 'p',
      stage: 's',
      run: 'r',
      folder: '/conf',
      clock: this.clock,
      warn: (told) => this.warnings.push(told),
      alert: (alert) => this.alerts.push(alert),
      callFunction: async (name, calls) => {
        this.calls.push([name, calls]);
        return this.answer;
      },
      world: {
        rulesFolder: '/shipped',
        readText: async (path) => {
          const text = this.files.get(path);
          return text === undefined ? failure('not-found', `There is no file ${path}`) : success(text);
        },
        listFiles: async (folder) => success([...this.files.keys()].filter((path) => path.startsWith(`${folder}/`))),
        watch: (_path, changed) => {
          this.changed.push(changed);
          return () => (this.changed = this.changed.filter((other) => other !== changed));
        },
        resolvers: async () => ['192.0.2.53'],
        post: async (url, body) => {
          this.posts.push([url, body]);
          return this.posted;
        },
      },
    };
  }

  async stage(config: object): Promise<Stage> {
    const parsed = policyStage.config.parse(config);
    const created = await policyStage.create(parsed, this.context());
    if (!created.ok) throw new Error(created.failure.message);
    const tested = await created.value.test!();
    if (!tested.ok) throw new Error(tested.failure.message);
    return created.value;
  }
}

async function pass(stage: Stage, records: readonly PipelineRecord[]): Promise<PipelineRecord[]> {
  const out: PipelineRecord[] = [];
  const done = await stage.process(records.map(flattenRecord), (emitted) => out.push(...emitted));
  expect(done.ok).toBe(true);
  return out;
}

const RULES = `
- rule: web
  desc: something on the web
  condition: dst_port = 443
  priority: WARNING
  tags: [web, net]
  actions: [tag seen, alert]
  output: "%src_ip asks %hostname"
- rule: tcp
  condition: proto = tcp
  tags: [net]
- drop: local
  condition: src_ip = 127.0.0.0/8
`;

describe('policy', () => {
  it('names every rule that applies, with tags, and leaves out what none applies to', async () => {
    const world = new World({ '/conf/rules/a.yaml': RULES });
    const stage = await world.stage({ rules: 'rules' });
    const records = [
      session({ tags: ['old', 'net'] }),
      dns(),
      session({ dst_port: 22 }),
      session({ src_ip: '127.0.0.1' }),
    ];
    const out = await pass(stage, records);
    expect(out).toHaveLength(2);
    expect(out[0]).toMatchObject({
      record_id: records[0]!['record_id'],
      policies: [
        { id: 'web', desc: 'something on the web', priority: 2, priority_name: 'medium' },
        { id: 'tcp', desc: 'tcp', priority: 1, priority_name: 'low' },
      ],
      tags: ['old', 'net', 'web', 'seen'],
    });
    expect(out[1]).toMatchObject({ dst_port: 22, policies: [{ id: 'tcp' }], tags: ['net'] });
  });

  it('lets everything through but what is dropped in mode enrich', async () => {
    const world = new World({ '/conf/a.yml': RULES });
    const stage = await world.stage({ rules: ['a.yml'], mode: 'enrich' });
    const out = await pass(stage, [dns(), session(), session({ src_ip: '127.0.0.1' })]);
    expect(out.map((record) => (record['policies'] as Json[] | undefined)?.length)).toEqual([undefined, 2]);
  });

  it('keeps what an earlier stage found', async () => {
    const world = new World({ '/conf/a.yml': RULES });
    const stage = await world.stage({ rules: 'a.yml' });
    const [first] = await pass(stage, [session({ dst_port: 22 })]);
    const out: PipelineRecord[] = [];
    void stage.process([first!], (records) => out.push(...records));
    expect(out[0]!['policies']).toMatchObject([{ id: 'tcp' }, { id: 'tcp' }]);
    expect(out[0]!['tags']).toEqual(['net']);
  });

  it('raises alerts with the text of the rule, its severity, session and time', async () => {
    const world = new World({ '/conf/a.yml': RULES });
    const stage = await world.stage({ rules: 'a.yml' });
    await pass(stage, [session({ session_id: 'x' }, 3)]);
    expect(world.alerts).toEqual([
      {
        title: 'web',
        message: '192.0.2.1 asks www.example.com',
        severity: 'medium',
        session_id: 'x',
        timestamp: at(3),
      },
    ]);
  });

  it('bounds the alerts of each rule in packet time and says how many were held back', async () => {
    const world = new World({ '/conf/a.yml': RULES });
    const stage = await world.stage({ rules: 'a.yml', alerts_per_minute: 2 });
    await pass(
      stage,
      [0, 1, 2, 3, 61, 62, 63].map((seconds) => session({}, seconds)),
    );
    expect(world.alerts.map(({ message }) => message)).toEqual([
      '192.0.2.1 asks www.example.com',
      '192.0.2.1 asks www.example.com',
      '192.0.2.1 asks www.example.com (2 more alerts were held back before this)',
      '192.0.2.1 asks www.example.com',
    ]);
    await stage.finish!(() => undefined);
    expect(world.warnings.map(({ message }) => message)).toEqual(['Rule "web": one more alert was held back']);
  });

  it('carries out an action only if its own condition holds, and that sees only what the rule applies to', async () => {
    const world = new World({
      '/conf/a.yml': `
- rule: r
  condition: dst_port = 443
  actions:
    - alert if first_seen(src_ip) within 1h and not src_ip in (10.0.0.0/8)
  output: "%src_ip"
`,
    });
    const stage = await world.stage({ rules: 'a.yml' });
    const sources = ['192.0.2.1', '192.0.2.2', '192.0.2.1', '10.0.0.1'];
    await pass(stage, [
      session({ src_ip: '192.0.2.2', dst_port: 80 }),
      ...sources.map((src_ip) => session({ src_ip })),
    ]);
    expect(world.alerts.map(({ message }) => message)).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('calls functions of plugins with the records of a batch, and goes on where that fails', async () => {
    const world = new World({
      '/conf/a.yml': '- rule: r\n  condition: dst_port = 443\n  actions: [call lab.look, alert]\n',
    });
    world.answer = failure('unavailable', 'The plugin lab is not running');
    const stage = await world.stage({ rules: 'a.yml' });
    const out = await pass(stage, [session(), session({ dst_port: 1 }), session()]);
    expect(world.calls).toEqual([['lab.look', [[out[0]], [out[1]]]]]);
    expect(world.warnings.map(({ message }) => message)).toEqual(['call lab.look: The plugin lab is not running']);
    expect(world.alerts).toHaveLength(2);
  });

  it('posts to webhooks one at a time, a second apart, and holds up nobody', async () => {
    const world = new World({
      '/conf/a.yml': '- rule: r\n  condition: true\n  actions: [webhook https://hook.example/x]\n',
    });
    const stage = await world.stage({ rules: 'a.yml' });
    await pass(stage, [session({ record_id: 'one' })]);
    await pass(
      stage,
      Array.from({ length: 150 }, () => session()),
    );
    expect(world.posts).toHaveLength(1);
    expect(world.posts[0]).toMatchObject([
      'https://hook.example/x',
      {
        pipeline: 'p',
        stage: 's',
        dropped: 0,
        alerts: [{ rule: 'r', message: 'r', record_id: 'one', priority_name: 'low' }],
      },
    ]);
    await world.clock.advance(1000);
    expect(world.posts).toHaveLength(2);
    world.posted = failure('disconnected', 'The other end is away');
    await stage.finish!(() => undefined);
    expect(world.posts).toHaveLength(3);
    const sizes = world.posts.map(([, body]) => (body as { alerts: Json[] }).alerts.length);
    expect(sizes).toEqual([1, 100, 50]);
    expect(world.warnings.map(({ message }) => message)).toEqual([
      'Webhook https://hook.example/x: The other end is away; alerts lost: 50',
    ]);
  });

  it('drops and counts what a webhook is too slow for', async () => {
    const world = new World({
      '/conf/a.yml': '- rule: r\n  condition: true\n  actions: [webhook https://hook.example/x]\n',
    });
    const stage = await world.stage({ rules: 'a.yml' });
    await pass(
      stage,
      Array.from({ length: 1200 }, () => session()),
    );
    await stage.finish!(() => undefined);
    const told = world.posts.map(([, body]) => body as { alerts: Json[]; dropped: number });
    const delivered = told.reduce((sum, { alerts }) => sum + alerts.length, 0);
    const dropped = told.reduce((sum, body) => sum + body.dropped, 0);
    expect(dropped).toBeGreaterThan(0);
    expect(delivered + dropped).toBe(1200);
    expect(world.warnings[0]!.message).toContain(`alerts lost: ${dropped}`);
  });

  it('does not start with mistakes in its rules', async () => {
    const world = new World({ '/conf/a.yml': '- rule: r\n  condition: dst_prt = 1\n- rule: s\n  condition: (true\n' });
    const stage = policyStage.create(policyStage.config.parse({ rules: 'a.yml' }), world.context()) as Result<Stage>;
    if (!stage.ok) throw new Error();
    const tested = await stage.value.test!();
    expect(tested).toMatchObject({
      ok: false,
      failure: {
        code: 'invalid',
        message:
          'There are 2 mistakes in the rules:\n' +
          '/conf/a.yml:2:14: there is no field `dst_prt`; did you mean "dst_port"?\n' +
          '/conf/a.yml:4:19: expected `and`, `or` or the closing parenthesis, but found the end',
      },
    });
    expect(await stage.value.process([], () => undefined)).toMatchObject({ ok: false });
  });

  it('tells what is wrong with its configuration', async () => {
    for (const config of [
      {},
      { rules: [] },
      { rules: 'a', mode: 'maybe' },
      { rules: 'a', reload: 'yes' },
      { rules: 'a', x: 1 },
    ]) {
      expect(policyStage.config.safeParse(config).success, JSON.stringify(config)).toBe(false);
    }
    const world = new World({});
    await expect(world.stage({ rules: 'none' })).rejects.toThrow('There are no files of rules in /conf/none');
    await expect(world.stage({ rules: 'none.yaml' })).rejects.toThrow('There is no file /conf/none.yaml');
  });

  it('reads the rules that ship, absolute paths, and lists from its configuration', async () => {
    const world = new World({
      '/shipped/x.yaml': '- rule: shipped\n  condition: dst_port in (ports) or dst_ip in (system_resolvers)\n',
      '/other/y.yaml': '- list: ports\n  items: [1]\n',
    });
    const stage = await world.stage({ rules: ['shipped', '/other/y.yaml'], lists: { ports: [443] } });
    expect(await pass(stage, [session(), dns(), session({ dst_port: 1 })])).toHaveLength(2);
  });
});

describe('live reload', () => {
  const rule = (port: number | string): string => `- rule: r\n  condition: dst_port = ${port}\n`;

  it('takes up changes once they have settled, and keeps the last good rules', async () => {
    const world = new World({ '/conf/a.yml': rule(443) });
    const stage = await world.stage({ rules: 'a.yml', reload: true });
    world.files.set('/conf/a.yml', rule('nothing'));
    world.changed.forEach((changed) => changed());
    await world.clock.advance(299);
    expect(world.warnings).toEqual([]);
    await world.clock.advance(1);
    expect(world.warnings[0]!.message).toMatch(
      /^The rules from before stay in use\. There is a mistake in the rules:\n\/conf\/a\.yml:2:25: /,
    );
    expect(await pass(stage, [session()])).toHaveLength(1);
    world.files.delete('/conf/a.yml');
    world.changed.forEach((changed) => changed());
    await world.clock.advance(300);
    expect(world.warnings[1]!.message).toContain('There is no file /conf/a.yml');
    expect(await pass(stage, [session()])).toHaveLength(1);
    world.files.set('/conf/a.yml', rule(22));
    world.changed.forEach((changed) => changed());
    await world.clock.advance(300);
    expect(await pass(stage, [session(), session({ dst_port: 22 })])).toMatchObject([{ dst_port: 22 }]);
    expect(world.warnings).toHaveLength(2);
  });

  it('stops watching at the end, and never watches where it was not asked to', async () => {
    const world = new World({ '/conf/a.yml': rule(443) });
    const stage = await world.stage({ rules: 'a.yml', reload: true });
    expect(world.changed).toHaveLength(1);
    await stage.cleanup!();
    expect(world.changed).toHaveLength(0);
    await world.stage({ rules: 'a.yml' });
    expect(world.changed).toHaveLength(0);
  });
});
