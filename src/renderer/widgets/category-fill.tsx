/**
 * How categories are filled: a colour, and a pattern on it, so that they can be told apart without colours, too. `slot` 1 to 7 have a
 * pattern each, 8 is grey; `crossed` has the pattern of those that share a colour. `CategoryPatterns` must be on the page once.
 */
import classes from './category-fill.module.css';

export interface CategoryFill {
  readonly slot: number;
  readonly crossed: boolean;
}

/** Lines on squares of eight pixels. */
const PATTERNS: Readonly<Record<number, string>> = {
  2: 'M-2 2L2 -2M0 8L8 0M6 10L10 6',
  4: 'M2 2h1.6M6 6h1.6',
  5: 'M-2 6L2 10M0 0L8 8M6 -2L10 2',
  6: 'M0 2H8M0 6H8',
  7: 'M2 0V8M6 0V8',
};
const CROSSED = 'M0 0L8 8M8 0L0 8';

export function CategoryPatterns(): React.JSX.Element {
  return (
    <svg className={classes.patterns} aria-hidden>
      <defs>
        {Object.entries(PATTERNS).map(([slot, path]) => (
          <Pattern key={slot} name={slot} path={path} />
        ))}
        <Pattern name="crossed" path={CROSSED} />
      </defs>
    </svg>
  );
}

function Pattern({ name, path }: { readonly name: string; readonly path: string }): React.JSX.Element {
  return (
    <pattern id={`nl-fill-${name}`} width="8" height="8" patternUnits="userSpaceOnUse">
      <path d={path} className={classes.lines} />
    </pattern>
  );
}

export function colourOf({ slot, crossed }: CategoryFill): string {
  // What is taken together stays in the background.
  if (slot === 8 && crossed) return 'color-mix(in srgb, var(--nl-cat-8) 58%, var(--nl-surface))';
  return `var(--nl-cat-${slot})`;
}

/** To be drawn on top of the colour; null where the colour is plain. */
export function patternOf({ slot, crossed }: CategoryFill): string | null {
  if (crossed) return 'url(#nl-fill-crossed)';
  return PATTERNS[slot] === undefined ? null : `url(#nl-fill-${slot})`;
}

/** Beside the category's name. */
export function CategorySwatch({ fill }: { readonly fill: CategoryFill }): React.JSX.Element {
  const pattern = patternOf(fill);
  return (
    <svg className={classes.swatch} width="14" height="14" aria-hidden>
      <rect width="14" height="14" rx="3" fill={colourOf(fill)} />
      {pattern !== null && <rect width="14" height="14" rx="3" fill={pattern} />}
    </svg>
  );
}
