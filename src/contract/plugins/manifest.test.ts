import { describe, expect, it } from 'vitest';
import { parseManifest } from './manifest.ts';

const least = { name: 'plain-log', version: '1.0.0', language: 'lua' };

function messageOf(value: unknown): string {
  const parsed = parseManifest(value);
  return parsed.ok ? 'accepted' : parsed.failure.message;
}

describe('manifests', () => {
  it('need a name, a version and a language; the rest has defaults', () => {
    expect(parseManifest(least)).toMatchObject({
      ok: true,
      value: {
        main: 'main.lua',
        engine: '*',
        pass_config: false,
        receiver: { max_size: 512, max_delay_ms: 200, logs: null },
        permissions: { store: false, http: [], files: [] },
        queue: { size: 65_536, when_full: 'drop_oldest' },
        endpoint: { auth: 'global' },
        symbols: { sources: [], sinks: [], functions: [] },
      },
    });
    expect(parseManifest({ ...least, language: 'js' })).toMatchObject({ value: { main: 'main.mjs' } });
  });

  it('keep what an editor needs to know which schema it is out of the result', () => {
    const parsed = parseManifest({ ...least, $schema: '../docs/plugin.schema.json' });
    expect(parsed.ok && Object.keys(parsed.value)).not.toContain('$schema');
  });

  it.each([
    ['a name with a path in it', { name: '../evil' }, /"name" is not a name/],
    ['a version that is no semantic version', { version: 'v1' }, /"version" is not a semantic version/],
    ['another language', { language: 'python' }, /"language"/],
    ['a program outside its folder', { main: '../../etc/passwd' }, /"main" is not a path inside the plugin/],
    ['an absolute program', { main: '/bin/sh' }, /"main" is not a path inside the plugin/],
    ['a mistyped key', { pass_confg: true }, /unknown key "pass_confg"/],
    ['a mistyped key further in', { queue: { sise: 1 } }, /unknown key "queue.sise"/],
    ['an install script', { scripts: { install: 'make' } }, /unknown key "scripts"/],
    ['a host that is none', { permissions: { http: ['http://a.example/'] } }, /"permissions.http.0" is not HOST/],
    ['a folder of its choice', { permissions: { files: ['/etc'] } }, /"permissions.files.0" is neither/],
    ['any server', { permissions: { network: ['*'] } }, /"permissions.network.0" is not "config:KEY"/],
    ['an unknown payload filter', { payload: ['ftp'] }, /"payload.0"/],
    ['no object', [], /the value/],
  ])('are refused with the path of the mistake: %s', (_what, change, message) => {
    expect(messageOf(Array.isArray(change) ? change : { ...least, ...change })).toMatch(message);
  });

  it('from the future are refused with what to do', () => {
    expect(parseManifest({ ...least, manifest: 2, shiny: true })).toMatchObject({
      ok: false,
      failure: { code: 'unsupported', message: 'plugin.json is of version 2, this Netloupe reads up to 1' },
    });
  });
});
