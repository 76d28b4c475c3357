/** A state as icon and word: never told by colour alone. */
import { memo, type NamedExoticComponent } from 'react';
import type { Icon } from '@tabler/icons-react';
import classes from './mark.module.css';

export type MarkTone = 'good' | 'quiet' | 'neutral' | 'warning' | 'trouble';

export interface MarkProps {
  readonly icon: Icon;
  readonly text: string;
  readonly tone: MarkTone;
  readonly title?: string;
  /** With its own ground, for headings. */
  readonly pill?: boolean;
}

/**
 * The same as one line of 14 by 14 pixels, for tables: where a row becomes another one, only the line changes, while an icon would be taken
 * out and another one put in.
 */
export interface GlyphMarkProps {
  /** SVG path data. */
  readonly glyph: string;
  readonly text: string;
  readonly tone: MarkTone;
}

function PlainGlyphMark({ glyph, text, tone }: GlyphMarkProps): React.JSX.Element {
  return (
    <span className={classes.mark} data-tone={tone}>
      <svg className={classes.glyph} width={14} height={14} viewBox="0 0 14 14" aria-hidden>
        <path d={glyph} />
      </svg>
      <span className={classes.text}>{text}</span>
    </span>
  );
}

export const GlyphMark: NamedExoticComponent<GlyphMarkProps> = memo(PlainGlyphMark);

export function Mark({ icon: IconShape, text, tone, title, pill = false }: MarkProps): React.JSX.Element {
  return (
    <span className={classes.mark} data-tone={tone} data-pill={pill} title={title}>
      <IconShape size={14} stroke={1.8} aria-hidden />
      <span className={classes.text}>{text}</span>
    </span>
  );
}

/** A few letters that say where a value comes from. */
export function SourceBadge({ text, title }: { readonly text: string; readonly title: string }): React.JSX.Element {
  return (
    <span className={classes.source} title={title}>
      {text}
    </span>
  );
}

/** A category's colour, always with its name beside it. `slot` 1..7, 8 for "other". */
export function CategoryDot({ slot }: { readonly slot: number }): React.JSX.Element {
  return <span className={classes.dot} style={{ background: `var(--nl-cat-${slot})` }} data-graphic aria-hidden />;
}
