/** Plugins that go wrong in the processes of either host: what became of them is told, and nobody else misses anything. */
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { netloupe } from './kit/cli.ts';
import { packageFile, scriptFile } from './kit/plugin-packages.ts';
import { PluginsPane } from './kit/plugins-pane.ts';

const COUNTS = `
let logs = 0;
export function receiver_bulk(packetLogs) {
  logs += packetLogs.length;
  console.log(logs + ' so far');
}
`;
const LOOPS_IN_JS = 'export function receiver() { for (;;); }';
const LOOPS_IN_LUA = 'function receiver() while true do end end';
const DIES_AT_START = 'export function init() { process.exit(3); }\nexport function receiver() {}';
const FLOODS = `
export function receiver() {
  for (let i = 0; i < 2000; i++) console.log('line ' + i);
}
`;
const LEAKS = `
const kept = [];
export function receiver(log) {
  for (let i = 0; i < 20_000; i++) kept.push({ ...log, i });
}
`;

/** Packet logs of the sample, as the command line counts them. */
async function logsOfSample(folder: string): Promise<number> {
  const config = await scriptFile(folder, 'every-packet.yaml', 'logs: { emit: all }\n');
  const { status, stdout } = await netloupe('read', SAMPLE, '--config', config, '--packets', '-');
  expect(status).toBe(0);
  return stdout.trimEnd().split('\r\n').length - 1;
}

test('loops, leaks, floods and crashes are told of in words; the capture and a plugin that behaves miss nothing', async ({
  start,
  folder,
}) => {
  test.slow(); // some are only ended after seconds
  const logs = await logsOfSample(folder);
  const viewer = await start(null);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  const everyPacket = { version: '1.0.0', language: 'js', receiver: { logs: 'all' } };
  const leaks = { ...everyPacket, name: 'leaks', limits: { memory_mb: 64 } };
  for (const file of [
    await packageFile(folder, { ...everyPacket, name: 'counts' }, { 'main.mjs': COUNTS }),
    await scriptFile(folder, 'loops-in-js.mjs', LOOPS_IN_JS),
    await scriptFile(folder, 'loops-in-lua.lua', LOOPS_IN_LUA),
    await scriptFile(folder, 'dies-at-start.mjs', DIES_AT_START),
    await scriptFile(folder, 'floods.mjs', FLOODS),
    await packageFile(folder, leaks, { 'main.mjs': LEAKS }),
  ]) {
    await pane.choose(file);
    await pane.confirmInstall();
  }
  await pane.expectState('counts', 'running');

  await viewer.open(SAMPLE);
  await pane.row('loops-in-js').click();
  await expect(pane.details.getByTestId('plugin-cause')).toContainText('Did not answer for 3 s and was ended');
  await pane.row('dies-at-start').click();
  await expect(pane.details.getByTestId('plugin-cause')).toContainText('code 3');
  // The same again for those that are there now.
  await viewer.open(SAMPLE);
  for (const [id, said] of [
    ['loops-in-lua', /instructions/],
    ['floods', /… and [\d,.]+ more lines that came too fast/],
    ['leaks', /Used .* of memory where 64 MB are allowed, and was ended|out of memory/],
  ] as const) {
    await pane.show(id, 'output');
    await expect(pane.output).toContainText(said);
  }

  await pane.show('counts', 'output');
  await expect(pane.output).toContainText(`${2 * logs} so far`);
  await pane.expectState('counts', 'running');
  await pane.show('counts', 'counters');
  await expect(pane.details).toContainText(/Dropped\s*0/);
  await viewer.goTo('sessions');
  await expect(viewer.rows('sessions').first()).toBeVisible();
});
