/** Plugins from the settings pane: installed from files, watched, set, updated and removed. */
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { escapingPackage, packageFile, scriptFile, shippedPlugins } from './kit/plugin-packages.ts';
import { PluginsPane } from './kit/plugins-pane.ts';

const SHIPPED = shippedPlugins();

/** The first plugins of the classic how-to: in Lua as it is, in JavaScript instead of Python. */
const CLASSIC_LUA = `
function receiver(packet_log)
    local parts = {}
    if packet_log.timestamp then
        table.insert(parts, "["..packet_log.timestamp.."]")
    end
    print(table.concat(parts, " "))
end
`;
const CLASSIC_JS = `
export async function receiver(packet_log) {
  console.log(packet_log.payload);
}
`;

/** Says which version it is and how it was set, at the start and for a log. */
function greeter(folder: string, version: string, init = ''): Promise<string> {
  const manifest = {
    name: 'greeter',
    version,
    language: 'js',
    description: 'Greets whoever is seen.',
    author: 'A test',
    permissions: { store: true, http: ['greetings.example'] },
    config: {
      type: 'object',
      additionalProperties: false,
      properties: {
        greeting: { type: 'string', title: 'Greeting', description: 'What is said', default: 'hello', minLength: 2 },
        times: { type: 'integer', title: 'Times', minimum: 1, maximum: 3, default: 1 },
      },
    },
  };
  const code = `
export function init({ config, plugin, log }) {
  ${init}
  log.info(\`\${config.greeting} from \${plugin.version}\`);
}
export function receiver() {}
`;
  return packageFile(folder, manifest, { 'main.mjs': code });
}

test('the plugins that ship are listed, and none runs before it is switched on', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  await expect(pane.rows).toHaveCount(SHIPPED.length);
  expect(await pane.names()).toEqual(SHIPPED);
  for (const name of SHIPPED) await pane.expectState(name, 'installed');
  await pane.show('dns-watch', 'about');
  await expect(pane.details).toContainText('Ships with Netloupe');
  await expect(pane.details.getByTestId('plugin-remove')).toHaveAttribute('aria-disabled', 'true');
});

test('both classic examples run from a single file, and what they print is seen', async ({ start, folder }) => {
  const viewer = await start(null);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);

  await pane.choose(await scriptFile(folder, 'myplugin.lua', CLASSIC_LUA));
  await expect(pane.dialog).toContainText('It asks for no permissions');
  await pane.confirmInstall();
  await pane.expectState('myplugin', 'running');

  await pane.choose(await scriptFile(folder, 'payloads.mjs', CLASSIC_JS));
  await expect(pane.dialog.getByTestId('install-permissions')).toContainText('ordinary Node.js code');
  await pane.confirmInstall();
  await pane.expectState('payloads', 'running');
  await expect(viewer.status.getByTestId('fact-plugins')).toHaveText('2 plugins ok');

  await viewer.open(SAMPLE);
  await pane.show('myplugin', 'output');
  await expect(pane.output).toContainText(/\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\]/);
  await pane.show('payloads', 'output');
  await expect(pane.output).toContainText('www.example.com');
  await pane.show('payloads', 'counters');
  await expect(pane.row('payloads')).toContainText(/Handled [1-9]/);
});

test('a package dropped on the window shows what it asks for, runs, is set, and comes back as it was left', async ({
  start,
  folder,
}) => {
  test.slow(); // the program is started twice
  const viewer = await start(SAMPLE);
  await expect(viewer.rows('sessions').first()).toBeVisible();
  const shown = await viewer.rowCount('sessions');

  // On another view: what the file is decides what becomes of it.
  await viewer.drop(await greeter(folder, '1.0.0'));
  const pane = new PluginsPane(viewer);
  await expect(pane.dialog).toContainText('Install greeter 1.0.0?');
  await expect(pane.dialog).toContainText('Greets whoever is seen.');
  const permissions = pane.dialog.getByTestId('install-permissions').getByRole('listitem');
  await expect(permissions.filter({ hasText: 'survive restarts' })).toHaveCount(1);
  await expect(permissions.filter({ hasText: 'greetings.example' })).toHaveCount(1);
  await expect(pane.dialog.getByTestId('install-enable')).toBeChecked();
  await pane.confirmInstall();
  await pane.expectState('greeter', 'running');
  await pane.show('greeter', 'output');
  await expect(pane.output).toContainText('hello from 1.0.0');

  await pane.show('greeter', 'configuration');
  const save = pane.details.getByTestId('config-save');
  const greeting = pane.details.getByRole('textbox', { name: 'Greeting' });
  await expect(save).toBeDisabled();
  await greeting.fill('x');
  await expect(pane.details).toContainText('At least 2 characters');
  await expect(save).toBeDisabled();
  await greeting.fill('good day');
  await save.click();
  await expect(pane.details).toContainText('Saved and in use');
  await pane.show('greeter', 'output');
  await expect(pane.output).toContainText('good day from 1.0.0');

  await pane.turn('greeter', false);
  await pane.expectState('greeter', 'disabled');
  await viewer.page.reload();
  await viewer.goTo('plugins');
  await pane.expectState('greeter', 'disabled');
  await pane.turn('greeter', true);
  await pane.expectState('greeter', 'running');
  await viewer.goTo('sessions');
  expect(await viewer.rowCount('sessions')).toBe(shown);

  await viewer.program.close();
  const again = new PluginsPane(await start(SAMPLE));
  await again.viewer.goTo('plugins');
  await again.expectState('greeter', 'running');
  await again.show('greeter', 'output');
  await expect(again.output).toContainText('good day from 1.0.0');
});

test('an update takes over, one that fails leaves the old version running, and what is removed is gone', async ({
  start,
  folder,
}) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  await pane.choose(await greeter(folder, '1.0.0'));
  await pane.confirmInstall();
  await pane.expectState('greeter', 'running');

  await pane.chooseUpdate('greeter', await greeter(folder, '1.1.0'));
  await expect(pane.dialog).toContainText('Update greeter from 1.0.0 to 1.1.0?');
  await pane.confirmInstall();
  await expect(pane.row('greeter')).toContainText('1.1.0');
  await pane.expectState('greeter', 'running');
  await pane.show('greeter', 'output');
  await expect(pane.output).toContainText('hello from 1.1.0');

  await pane.chooseUpdate('greeter', await greeter(folder, '1.2.0', 'throw new Error("not today");'));
  await pane.dialog.getByTestId('install-confirm').click();
  await expect(pane.dialog.getByRole('alert')).toContainText('not today');
  await viewer.page.keyboard.press('Escape');
  await expect(pane.dialog).toBeHidden();
  await expect(pane.row('greeter')).toContainText('1.1.0');
  await pane.expectState('greeter', 'running');

  await pane.details.getByTestId('plugin-remove').click();
  await pane.dialog.getByTestId('confirm-remove').click();
  await expect(pane.row('greeter')).toHaveCount(0);
  await expect(pane.rows).toHaveCount(SHIPPED.length);
});

test('a plugin is tested with the sample capture, running or not', async ({ start }) => {
  const viewer = await start(null);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  await pane.row('plain-log').click();
  await pane.details.getByTestId('plugin-test').click();
  const trial = pane.details.getByTestId('plugin-trial');
  await expect(trial).toContainText('It got through');
  await expect(trial).toContainText('netloupe-sample.pcap');
  await expect(trial.getByTestId('trial-output')).toContainText('dns www.example.com');
  await pane.expectState('plain-log', 'installed');
});

test('a plugin that crashes is named in the status bar, which leads to it', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  const code = 'export function init() { process.exit(3); }\nexport function receiver() {}\n';
  await pane.choose(await scriptFile(folder, 'falls-over.mjs', code));
  await pane.confirmInstall();
  await pane.row('plain-log').click();
  await viewer.goTo('sessions');
  await expect(viewer.rows('sessions').first()).toBeVisible();

  const segment = viewer.status.getByTestId('fact-plugins');
  await expect(segment).toHaveText(/^falls-over (crashed|quarantined)/);
  await segment.click();
  await expect(pane.row('falls-over')).toHaveAttribute('aria-selected', 'true');
  await expect(pane.details.getByTestId('plugin-cause')).toContainText('code 3');
});

test('what is wrong with a file is said, and nothing is installed', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  await pane.choose(await escapingPackage(folder));
  await expect(pane.dialog).toContainText('escaping-1.0.0.zip was not installed');
  await expect(pane.dialog.getByRole('alert')).toContainText('escaped.txt');
  await viewer.page.keyboard.press('Escape');

  await pane.choose(await scriptFile(folder, 'typo.lua', 'function receiver(log print(log) end'));
  await pane.confirmInstall();
  await expect(pane.row('typo')).toHaveAttribute('data-state', /crashed|quarantined/);
  await pane.row('typo').click();
  await expect(pane.details.getByTestId('plugin-cause')).toContainText('main.lua:1');
  await expect(pane.rows).toHaveCount(SHIPPED.length + 1);
});
