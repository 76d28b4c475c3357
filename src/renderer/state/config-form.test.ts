import { describe, expect, it } from 'vitest';
import { checkDraft, configFields, draftOf, sameDraft } from './config-form.ts';

/** As a plugin's author writes it. */
const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['folder'],
  properties: {
    folder: { type: 'string', title: 'Folder', description: 'Where the files go', minLength: 1 },
    max_files: { type: 'integer', minimum: 1, maximum: 60, default: 10 },
    share: { type: 'number', exclusiveMinimum: 0, default: 0.5 },
    compress: { type: 'boolean', default: true },
    level: { enum: ['low', 'high', 3], default: 'low' },
    names: { type: 'array', items: { type: 'string', minLength: 2 }, default: ['*.example'], maxItems: 2 },
    kinds: { type: 'array', items: { type: 'string', enum: ['A', 'AAAA'] } },
    token: { type: 'string', format: 'password' },
    limits: { type: 'object', properties: { rate: { type: 'number', default: 5 }, deep: { type: 'object' } } },
    table: { type: 'array', items: { type: 'number' } },
  },
} as const;

const fields = configFields(SCHEMA);
const draft = (config: Readonly<Record<string, unknown>>) => draftOf(fields, config);
const check = (change: Readonly<Record<string, string | boolean | readonly string[]>>, base = { folder: '/logs' }) =>
  checkDraft(SCHEMA, fields, { ...draft(base), ...change }, base);

describe('a form', () => {
  it('has the field that suits each type, and JSON for the rest', () => {
    expect(Object.fromEntries(fields.map(({ key, kind }) => [key, kind]))).toEqual({
      folder: 'text',
      max_files: 'number',
      share: 'number',
      compress: 'switch',
      level: 'choice',
      names: 'list',
      kinds: 'choices',
      token: 'secret',
      limits: 'group',
      table: 'json',
    });
    const group = fields.find(({ key }) => key === 'limits');
    expect(group?.fields.map(({ path, kind }) => [path, kind])).toEqual([
      ['limits.rate', 'number'],
      ['limits.deep', 'json'],
    ]);
  });

  it('is labelled by the title, or by the key as words', () => {
    expect(fields.slice(0, 2).map(({ label, help, required }) => [label, help, required])).toEqual([
      ['Folder', 'Where the files go', true],
      ['Max files', '', false],
    ]);
    expect(configFields({ type: 'object', properties: { maxNames: true } })).toMatchObject([
      { label: 'Max names', kind: 'json' },
    ]);
    expect(configFields(null)).toEqual([]);
  });

  it('shows what is set, and the default where nothing is', () => {
    expect(draft({ folder: '/logs', max_files: 3, limits: { rate: 7 } })).toEqual({
      folder: '/logs',
      max_files: '3',
      share: '0.5',
      compress: true,
      level: '"low"',
      names: ['*.example'],
      kinds: [],
      token: '',
      'limits.rate': '7',
      'limits.deep': '',
      table: '',
    });
  });

  it('knows whether anything was changed', () => {
    const before = draft({ folder: '/logs' });
    expect(sameDraft(before, { ...before })).toBe(true);
    expect(sameDraft(before, { ...before, names: [] })).toBe(false);
  });
});

describe('what was typed', () => {
  it('becomes a configuration that leaves the defaults to the schema', () => {
    expect(check({})).toEqual({ config: { folder: '/logs' }, problems: {}, general: null });
    expect(check({ max_files: '12', compress: false, level: '3', 'limits.rate': '9', table: '[1, 2]' })).toMatchObject({
      config: {
        folder: '/logs',
        max_files: 12,
        compress: false,
        level: 3,
        limits: { rate: 9 },
        table: [1, 2],
      },
    });
  });

  it('takes a value back to its default when the field is emptied', () => {
    const base = { folder: '/logs', max_files: 12, names: ['a.example'] };
    expect(check({ max_files: '', names: ['*.example'] }, base).config).toEqual({ folder: '/logs' });
  });

  it('says the default where the schema wants it said', () => {
    const schema = { type: 'object', required: ['n'], properties: { n: { type: 'object', properties: {} } } };
    const own = configFields(schema);
    expect(checkDraft(schema, own, draftOf(own, {}), {}).config).toEqual({ n: {} });
  });

  it('keeps what the form has no field for', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const own = configFields(schema);
    expect(checkDraft(schema, own, { a: 'x' }, { other: [1] }).config).toEqual({ other: [1], a: 'x' });
  });

  it.each([
    [{ folder: '' }, 'folder', 'This is needed'],
    [{ max_files: 'many' }, 'max_files', 'This is not a number'],
    [{ max_files: '61' }, 'max_files', 'At most 60'],
    [{ max_files: '1.5' }, 'max_files', 'Must be a whole number'],
    [{ share: '0' }, 'share', 'More than 0'],
    [{ names: ['aa', 'bb', 'cc'] }, 'names', 'At most 2 entries'],
    [{ names: ['aa', 'b'] }, 'names', 'At least 2 characters'],
    [{ table: '["x"]' }, 'table', 'Must be a number'],
  ])('is refused beside its field: %j', (change, path, problem) => {
    expect(check(change)).toEqual({ config: null, problems: { [path]: problem }, general: null });
  });

  it('says where JSON is broken', () => {
    expect(check({ table: '[1,' }).problems['table']).toMatch(/^This is not JSON: /);
  });

  it('says apart what is wrong with no field in particular', () => {
    const base = { folder: '/logs', left_over: 1 };
    expect(check({}, base)).toMatchObject({
      config: null,
      problems: {},
      general: expect.stringContaining('left_over'),
    });
  });
});
