import { describe, expect, it } from 'vitest';
import { Fragment, jsx, jsxs } from './jsx-runtime.ts';

const propsOf = (element: { readonly props: unknown }): unknown => element.props;

describe('what is made part of the page', () => {
  it('is the same where all of it can be seen', () => {
    const props = { title: 'a.example', children: ['x', 'grün\n\t🦉\uFE0F', 1, null] };
    expect(propsOf(jsxs('span', props))).toEqual(props);
  });

  it('has what cannot be seen, or would turn what can, written out: texts, and attributes that are read', () => {
    expect(propsOf(jsx('span', { children: 'a\u202Eb', title: '\u001B[2J', 'aria-label': 'x\u200By' }))).toEqual({
      children: 'a‹U+202E›b',
      title: '‹U+001B›[2J',
      'aria-label': 'x‹U+200B›y',
    });
    expect(propsOf(jsxs(Fragment, { children: ['a\u0000', 2] }))).toEqual({ children: ['a‹U+0000›', 2] });
  });

  it('leaves alone what is no text to be read: values, styles, and what components are given', () => {
    const Component = (): null => null;
    for (const [type, props] of [
      ['input', { value: 'a\u202Eb' }],
      ['a', { href: 'x\u202E' }],
      ['style', { children: '\u202E' }],
      [Component, { title: '\u202E', children: '\u202E' }],
    ] as const) {
      expect(propsOf(jsx(type, props))).toEqual(props);
    }
  });

  it('keeps keys', () => {
    expect(jsx('i', {}, 'k').key).toBe('k');
  });
});
