/**
 * What `netloupe plugin new` writes: a plugin that prints each host name the first time a packet tells it, small enough to be
 * thrown away and whole enough to be learnt from. The two languages do exactly the same, so they share their test.
 */
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import { PART_TEMPLATES, type PartKind } from './part-templates.ts';

export interface TemplateFile {
  /** Below the plugin's folder, with `/`. */
  readonly name: string;
  readonly text: string;
}

/** Where `netloupe plugin test` looks when it is not told. */
export const EXPECTED_FILE = 'expected.txt';

/** Files that editors help with; copies, so that the folder stands alone. `from`: below the program's own folder. */
export const HELP_FILES: Readonly<Record<PluginLanguage, readonly { readonly name: string; readonly from: string }[]>> =
  {
    js: [
      { name: 'types/plugin.schema.json', from: 'docs/plugin.schema.json' },
      { name: 'types/netloupe.d.ts', from: 'plugins/api/netloupe.d.ts' },
    ],
    lua: [
      { name: 'types/plugin.schema.json', from: 'docs/plugin.schema.json' },
      { name: 'types/netloupe.lua', from: 'plugins/api/netloupe.lua' },
    ],
  };

/** `version`: of Netloupe, the oldest that the plugin will say it works with. */
export function templateFiles(name: string, language: PluginLanguage, version: string): readonly TemplateFile[] {
  const main = language === 'js' ? { name: 'main.mjs', text: JS_MAIN } : { name: 'main.lua', text: LUA_MAIN };
  return [
    { name: 'plugin.json', text: manifestText(name, language, version) },
    main,
    { name: EXPECTED_FILE, text: EXPECTED },
    { name: 'README.md', text: readmeText(name, main.name) },
  ];
}

/** The same for a part of pipelines. */
export function partFiles(
  kind: PartKind,
  name: string,
  language: PluginLanguage,
  version: string,
): readonly TemplateFile[] {
  const { description, symbols, code, test, stage } = PART_TEMPLATES[kind];
  const main = language === 'js' ? 'main.mjs' : 'main.lua';
  const manifest = {
    $schema: './types/plugin.schema.json',
    name,
    version: '0.1.0',
    language,
    description,
    author: '',
    engine: `>=${version}`,
    receiver: { logs: 'none' },
    ...(Object.keys(symbols).length > 0 && { symbols }),
  };
  const reference = language === 'js' ? '/// <reference path="./types/netloupe.d.ts" />\n\n' : '';
  const readme = `# ${name}

${description} A ${kind} for pipelines. Change \`${main}\`, and \`plugin.json\` where it says what the plugin is.

    netloupe plugin test . ${test}
    netloupe plugin install .

In a pipeline's file:

    ${stage.replace('NAME', name)}

\`types/\` is for your editor: what is in \`plugin.json\`, and what Netloupe gives to a plugin.
`;
  return [
    { name: 'plugin.json', text: `${JSON.stringify(manifest, null, 2)}\n` },
    { name: main, text: `${reference}${code[language]}` },
    { name: 'README.md', text: readme },
  ];
}

function manifestText(name: string, language: PluginLanguage, version: string): string {
  const manifest = {
    $schema: './types/plugin.schema.json',
    name,
    version: '0.1.0',
    language,
    description: 'Prints each host name the first time a packet tells it.',
    author: '',
    engine: `>=${version}`,
    pass_config: true,
    config: {
      type: 'object',
      additionalProperties: false,
      properties: {
        suffix: {
          title: 'Only names that end with',
          description: 'Empty: all names.',
          type: 'string',
          maxLength: 253,
          default: '',
        },
      },
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const JS_MAIN = `/// <reference path="./types/netloupe.d.ts" />

const seen = new Set();

/** Called for each packet log. Every key is always there; null where there is nothing. */
export function receiver(packet_log, config) {
  if (packet_log.payload === null) return;
  for (const [filter, name] of Object.entries(packet_log.payload)) {
    if (seen.has(name) || !name.endsWith(config.suffix)) continue;
    seen.add(name);
    console.log(\`\${filter} \${name}\`);
  }
}

/** Asked before any traffic: an error here keeps the plugin out, and its reason is shown. */
export function test() {
  return seen.size === 0;
}

/** Once after the last packet log. */
export function cleanup() {
  console.log(\`\${seen.size} names\`);
}
`;

const LUA_MAIN = `local seen, count = {}, 0

-- Called for each packet log. Where there is nothing, a key is nil.
function receiver(packet_log, config)
  if packet_log.payload == nil then return end
  for filter, name in pairs(packet_log.payload) do
    if not seen[name] and (config.suffix == "" or name:sub(-#config.suffix) == config.suffix) then
      seen[name] = true
      count = count + 1
      print(filter .. " " .. name)
    end
  end
end

-- Asked before any traffic: an error here keeps the plugin out, and its reason is shown.
function test()
  return count == 0
end

-- Once after the last packet log.
function cleanup()
  print(count .. " names")
end
`;

/** What both print for the capture that ships with the program. */
const EXPECTED = `dns www.example.com
dns secure.example.com
dns broker.iot.test
dns example.com
dns v6.example.org
dns _mqtt._tcp.iot.test
dns 10.100.51.198.in-addr.arpa
dns files.example.org
dns missing.test
dns nobody-answers.test
dns wrong-server.test
dns api.example.net
http api.example.net:8081
dns silent.test
dns shop.example.com
15 names
`;

function readmeText(name: string, main: string): string {
  return `# ${name}

Prints each host name the first time a packet tells it. Change \`${main}\`, and \`plugin.json\` where it says what the plugin is.

    netloupe plugin test .              # on the sample capture; compares with ${EXPECTED_FILE}
    netloupe plugin test . --watch      # again at every save
    netloupe plugin test . --update     # what it prints now is what is expected
    netloupe read CAPTURE --plugin .    # on any capture
    netloupe plugin install .           # for good

\`types/\` is for your editor: what is in \`plugin.json\`, and what Netloupe gives to a plugin.
`;
}
