/**
 * What everything on screen is made by, ours and that of the libraries: React's own, but for texts. Whatever text becomes part of an
 * element, whoever chose it (packets, files, plugins, other programs), is shown with what cannot be seen written out. The build puts
 * this in the place of `react/jsx-runtime`; values of inputs, and what is copied, stay as they are.
 */
import { Fragment, jsx as makeOne, jsxs as makeMany } from 'react/jsx-runtime';
import type { ElementType, Key, ReactElement } from 'react';
import { visibleText } from '#base/visible-text.ts';

export { Fragment };

type Props = Readonly<Record<string, unknown>>;

/** Attributes that are read out or shown, not acted upon. */
const SPOKEN = ['title', 'alt', 'placeholder', 'aria-label', 'aria-description', 'aria-valuetext'];
/** What is in them is no text to be read. */
const NOT_SHOWN = new Set<unknown>(['style', 'script', 'textarea']);
/** Breaks of lines and tabs are shown as what they are, or as a space. */
const LAYOUT = '\n\t';

export function jsx(type: ElementType, props: Props, key?: Key): ReactElement {
  return makeOne(type, visibleProps(type, props), key);
}

export function jsxs(type: ElementType, props: Props, key?: Key): ReactElement {
  return makeMany(type, visibleProps(type, props), key);
}

/** Components are given what they are given: they draw elements, in the end. */
function visibleProps(type: ElementType | typeof Fragment, props: Props): Props {
  if ((typeof type !== 'string' && type !== Fragment) || NOT_SHOWN.has(type)) return props;
  let changed: Record<string, unknown> | null = null;
  const children = visibleChildren(props['children']);
  if (children !== props['children']) changed = { ...props, children };
  for (const name of SPOKEN) {
    const value = props[name];
    if (typeof value !== 'string') continue;
    const shown = visibleText(value, LAYOUT);
    if (shown !== value) (changed ??= { ...props })[name] = shown;
  }
  return changed ?? props;
}

function visibleChildren(children: unknown): unknown {
  if (typeof children === 'string') return visibleText(children, LAYOUT);
  if (!Array.isArray(children)) return children;
  const shown = children.map((child: unknown) => (typeof child === 'string' ? visibleText(child, LAYOUT) : child));
  return shown.every((child, at) => child === children[at]) ? children : shown;
}
