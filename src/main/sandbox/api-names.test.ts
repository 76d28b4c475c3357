import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { HEADER_FIELD_NAMES, OBSERVER_CHAINS } from '#contract/plugins/header-fields.ts';
import { openSession } from './testing/session-harness.ts';

const api = path.resolve(import.meta.dirname, '../../../plugins/api');
/** What Lua has and JavaScript needs none of. */
const LUA_ALONE = ['array', 'await', 'json.decode', 'json.encode'];

/** Names of everything in the context, e.g. `store.get`. */
async function namesIn(language: 'js' | 'lua'): Promise<readonly string[]> {
  const program = {
    js: `const names = (table, prefix) => Object.entries(table).flatMap(([name, value]) =>
        typeof value === 'object' && name !== 'config' && name !== 'plugin' ? names(value, prefix + name + '.') : [prefix + name]);
      export const request = () => [200, names(netloupe, '')];`,
    lua: `local function names(table, prefix, all)
        for name, value in pairs(table) do
          if type(value) == 'table' and name ~= 'config' and name ~= 'plugin' then names(value, prefix .. name .. '.', all)
          else all[#all + 1] = prefix .. name end
        end
        return all
      end
      function request() return 200, names(netloupe, '', {}) end`,
  }[language];
  const plugin = openSession(language, program, { start: { dataFolder: '/data' } });
  await plugin.load();
  const answer = await plugin.request();
  return typeof answer === 'string' ? [answer] : [...(answer.body as string[])].sort();
}

describe('the host API', () => {
  it('has the same names in both languages', async () => {
    const lua = await namesIn('lua');
    expect(lua.filter((name) => !LUA_ALONE.includes(name))).toEqual(await namesIn('js'));
  });

  it('is annotated for Lua under the names that it has', async () => {
    const text = readFileSync(path.join(api, 'netloupe.lua'), 'utf8');
    const functions = [...text.matchAll(/^function netloupe\.([\w.]+)\(/gm)].map(([, name]) => name!);
    const fields = [...text.matchAll(/^---@class Netloupe\n((?:---@field .*\n)+)/gm)].flatMap(([, lines]) =>
      [...lines!.matchAll(/@field (\w+)/g)].map(([, name]) => name!),
    );
    expect([...functions, ...fields].sort()).toEqual(await namesIn('lua'));
  });

  it('is annotated for both with the same fields', () => {
    const lua = readFileSync(path.join(api, 'netloupe.lua'), 'utf8');
    const js = readFileSync(path.join(api, 'netloupe.d.ts'), 'utf8');
    for (const kind of [
      'PacketLog',
      'DnsRecord',
      'Alert',
      'HttpRequest',
      'HttpResponse',
      'InterfaceInfo',
      'PluginRequest',
      'Header',
      'Observers',
    ]) {
      const [, ours] = new RegExp(`^---@class ${kind}\\n((?:---@field .*\\n)+)`, 'm').exec(lua)!;
      const [, theirs] = new RegExp(`^export interface ${kind} \\{\\n((?:  .*\\n)+)\\}`, 'm').exec(js)!;
      const luaNames = [...ours!.matchAll(/@field (\w+)/g)].map(([, name]) => name);
      expect(luaNames, kind).toEqual([...theirs!.matchAll(/^ {2}(\w+)\??[:(]/gm)].map(([, name]) => name));
    }
  });

  it('is annotated with all chains of observers and all fields of headers', () => {
    const js = readFileSync(path.join(api, 'netloupe.d.ts'), 'utf8');
    const namesOf = (kind: string): readonly string[] => {
      const [, body] = new RegExp(`^export interface ${kind} \\{\\n((?:  .*\\n)+)\\}`, 'm').exec(js)!;
      return [...body!.matchAll(/^ {2}(\w+)\??[:(]/gm)].map(([, name]) => name!);
    };
    expect(namesOf('Observers')).toEqual([...OBSERVER_CHAINS]);
    expect(namesOf('Header')).toEqual(['time', 'version', 'protocol_num', ...HEADER_FIELD_NAMES]);
  });

  it('is a program that Lua reads', async () => {
    const program = `${readFileSync(path.join(api, 'netloupe.lua'), 'utf8')}\nfunction receiver() end`;
    expect(await openSession('lua', program).load()).toBe('ready');
  });
});
