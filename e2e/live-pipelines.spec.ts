/**
 * A pipeline over live traffic: from packets on loopback to alerts in a file, through a stage of a plugin whose process is killed
 * on the way. Whatever was asked on the wire must be in the file.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';
import { AlertsPane } from './kit/alerts-pane.ts';
import { PipelinesPane } from './kit/pipelines-pane.ts';
import { packageFile } from './kit/plugin-packages.ts';
import { PluginsPane } from './kit/plugins-pane.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

/** Dies once, after it has done its work on a batch and before anybody knows. */
const STAGE = `
  let batches = 0;
  export async function process(records, emit) {
    for (const record of records) emit({ ...record, staged: true });
    if (++batches < 3 || netloupe.store.get('died')) return;
    await netloupe.store.set('died', true);
    globalThis.process.kill(globalThis.process.pid, 'SIGKILL');
    await new Promise(() => {});
  }`;

const RULES = `
- rule: Name of the test
  desc: A question for a name of this test
  condition: type = dns and query endswith netloupe.test
  priority: high
  tags: [named]
  actions: [alert]
  output: "%src_ip asks for %query"
`;

const PIPELINE = `
name: live-alerts
stages:
  - stage: dns
    out: lookups
  - stage: flatten
    in: lookups
    out: flat
  - stage: plugin
    plugin: marks
    in: flat
    out: marked flat
  - stage: policy
    rules: names.rules
    in: marked
    out: alerts
  - stage: export
    sink: file
    path: alerts.jsonl
    in: alerts
`;

test('alerts of live traffic reach the file and the view, though the process of a stage is killed', async ({
  start,
  folder,
}) => {
  test.slow(); // two panes and a process that is started again
  const home = join(folder, 'home', 'pipelines');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'names.rules'), RULES);
  await writeFile(join(home, 'live-alerts.yaml'), PIPELINE);
  const traffic = new LoopbackTraffic();
  await traffic.start();
  try {
    const viewer = await start(null);
    await viewer.goTo('plugins');
    const plugins = new PluginsPane(viewer);
    const manifest = { name: 'marks', version: '1.0.0', language: 'js', permissions: { store: true } };
    await plugins.choose(await packageFile(folder, manifest, { 'main.mjs': STAGE }));
    await plugins.confirmInstall();
    await plugins.expectState('marks', 'running');

    await viewer.goTo('pipelines');
    const pane = new PipelinesPane(viewer);
    await pane.turn('live-alerts', true);
    await pane.expectState('live-alerts', 'running');

    await viewer.capture('lo', TRAFFIC_BPF);
    const asked: string[] = [];
    const file = join(home, 'alerts.jsonl');
    const written = async (): Promise<Readonly<Record<string, unknown>>[]> =>
      (await readFile(file, 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    // One after the other, each in a batch of its own: so the process dies on the third and the others come after it.
    for (let number = 1; number <= 8; number++) {
      const name = `live-${number}.netloupe.test`;
      await traffic.visit(name);
      asked.push(name);
      const known = async (): Promise<boolean> => (await written()).some(({ query }) => query === name);
      await expect.poll(known, { message: `${name} in the file`, timeout: 30_000 }).toBe(true);
    }
    const records = await written();
    expect(new Set(records.map(({ query }) => query))).toEqual(new Set(asked));
    // What came twice has the name of the first.
    expect(new Set(records.map(({ record_id }) => record_id)).size).toBe(asked.length);
    for (const { staged, tags, policies } of records) {
      expect({ staged, tags }).toEqual({ staged: true, tags: ['named'] });
      expect(policies).toMatchObject([{ id: 'Name of the test', priority_name: 'high' }]);
    }
    await pane.expectCount('live-alerts', 'Dropped', /^0$/);

    await viewer.goTo('alerts');
    const alerts = new AlertsPane(viewer);
    await expect(alerts.alerts.filter({ hasText: 'asks for live-8.netloupe.test' })).toHaveCount(1);
    await viewer.goTo('plugins');
    await plugins.show('marks', 'counters');
    await expect(viewer.details).toContainText(/Restarts\s*1/);
  } finally {
    await traffic.close();
  }
});
