import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { manifestSchema, parseManifest } from '#contract/plugins/manifest.ts';
import { SCHEMA_FILE, schemaText } from './generate-schema.mjs';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const published = readFileSync(SCHEMA_FILE, 'utf8');

describe('docs/plugin.schema.json', () => {
  it('is what `npm run schema:generate` makes of the schema that manifests are checked with', () => {
    expect(published).toBe(schemaText(manifestSchema));
  });

  it('says something of every key', () => {
    const keysWithout = (schema: Schema): string[] =>
      Object.entries(schema.properties ?? {}).flatMap(([key, property]) => [
        ...(property.description === undefined ? [key] : []),
        ...keysWithout(property),
      ]);
    expect(keysWithout(JSON.parse(published) as Schema)).toEqual([]);
  });

  it.each([
    [{ name: 'a', version: '1.0.0', language: 'lua' }],
    [{ name: 'a', version: '1.0.0', language: 'js', main: 'src/a.mjs', receiver: { logs: 'all' }, payload: ['dns'] }],
    [{ name: 'a', version: '1.0.0' }],
    [{ name: 'A', version: '1.0.0', language: 'js' }],
    [{ name: 'a', version: '1', language: 'js' }],
    [{ name: 'a', version: '1.0.0', language: 'js', main: '../a.mjs' }],
    [{ name: 'a', version: '1.0.0', language: 'js', surprise: true }],
    [{ name: 'a', version: '1.0.0', language: 'js', permissions: { files: ['/etc'] } }],
  ])('agrees with the program about %j', (manifest) => {
    const schema = z.fromJSONSchema(JSON.parse(published) as Parameters<typeof z.fromJSONSchema>[0]);
    expect(schema.safeParse(manifest).success).toBe(parseManifest(manifest).ok);
  });
});
