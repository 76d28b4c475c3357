/**
 * npm run schema:generate: writes docs/plugin.schema.json, by which editors help with a plugin.json, from the schema that
 * the program itself checks manifests with. Needs the installed packages.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { z } from 'zod';

const MANIFEST_SOURCE = fileURLToPath(new URL('../src/contract/plugins/manifest.ts', import.meta.url));
export const SCHEMA_FILE = fileURLToPath(new URL('../docs/plugin.schema.json', import.meta.url));

/** What an editor shows beside each key, by its path; every key has its line (scripts/generate-schema.test.ts). */
const HINTS = {
  $schema: 'Where this schema is, for editors.',
  manifest: 'Version of this format.',
  name: 'Identifies the plugin: lower-case letters, digits and hyphens. Its endpoint is /plugins/<name>.',
  version: 'Semantic version, e.g. 1.0.0.',
  language: 'js: an ES module on Node. lua: Lua 5.4.',
  main: 'File with the exports, inside the folder. Default: main.mjs or main.lua.',
  description: 'One sentence: what it is good for.',
  author: 'Who to ask.',
  homepage: 'Web address, or null.',
  engine: 'Netloupe versions that it works with, as npm writes ranges, e.g. ">=0.1.0 <1".',
  pass_config: 'Hand the configuration to receivers as second argument.',
  config: 'JSON Schema ("type": "object") of the configuration, from which the settings make a form. null: none.',
  receiver: 'How packet logs reach it.',
  'receiver.max_size': 'Most packet logs in one call of receiver_bulk.',
  'receiver.max_delay_ms': 'Longest time that a packet log waits for its bulk to fill, milliseconds.',
  'receiver.logs':
    'state: state changes, names and ICMP. all: every packet. none. null: as the settings say (logs.emit).',
  'receiver.dns': 'DNS transactions, for receiver_dns.',
  observers: 'What the functions of its export observers are given.',
  'observers.fields': 'Fields of headers (docs/observers.md). null: all that its chains are about, but for payload.',
  payload: 'Payload filters without which it is of no use; they are switched on for it.',
  permissions: 'What it may do beyond looking at packet logs; whoever installs it is asked.',
  'permissions.store': 'A key-value store of its own that survives restarts.',
  'permissions.http': 'Hosts that http.request may reach: HOST, HOST:PORT or *.HOST.',
  'permissions.network':
    'Connections of its own, for client libraries: "config:KEY", to the host that the user set under KEY. js only.',
  'permissions.sessions': 'sessions.get(id): look at the sessions that packet logs belong to.',
  'permissions.interfaces': "interfaces.list(): names, addresses and rates of the machine's interfaces.",
  'permissions.files': 'Folders it may read and write: "data", its own; "config:KEY", the one set under KEY. js only.',
  queue: 'Where packet logs wait for it.',
  'queue.size': 'Packet logs that wait at most.',
  'queue.when_full': 'Which are dropped then: the oldest, the newest, or all but a sample.',
  limits: 'What ends it when it goes wrong.',
  'limits.call_ms': 'Longest call of an export, milliseconds.',
  'limits.batch_ms': 'Longest call of a part of a pipeline (open, test, collect, process, close), milliseconds.',
  'limits.start_ms': 'Longest time until init and test have answered, milliseconds.',
  'limits.stop_ms': 'Longest time for finishing when asked to, milliseconds.',
  'limits.memory_mb': 'Most memory.',
  'limits.instructions': 'lua only: most virtual machine instructions in one call.',
  endpoint: 'Who may use its endpoint, if it exports request.',
  'endpoint.auth': 'global: the key of the local API. plugin: a key of its own. none: whoever reaches the address.',
  'endpoint.origins': 'Web origins besides our own whose pages may use it, e.g. https://dashboard.example.',
  symbols: 'Named parts for pipelines; each must be exported.',
  'symbols.sources': 'Names of sources.',
  'symbols.sinks': 'Names of sinks.',
  'symbols.functions': 'Names of functions.',
};

/** The text of docs/plugin.schema.json. */
export function schemaText(manifestSchema) {
  const { $schema, ...schema } = z.toJSONSchema(manifestSchema, { io: 'input' });
  hint(schema, '');
  return `${JSON.stringify({ $schema, title: 'plugin.json of Netloupe', ...schema }, null, 2)}\n`;
}

function hint(schema, path) {
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const at = path === '' ? key : `${path}.${key}`;
    const { ...rest } = property;
    for (const old of Object.keys(property)) delete property[old];
    // First, where whoever reads the file sees it.
    Object.assign(property, { description: HINTS[at] }, rest);
    hint(property, at);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { module } = await runnerImport(MANIFEST_SOURCE);
  writeFileSync(SCHEMA_FILE, schemaText(module.manifestSchema));
}
