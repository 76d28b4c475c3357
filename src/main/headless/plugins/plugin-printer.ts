/**
 * What plugins say while a command runs. What they print goes to stdout, unless rows go there; what they log and raise goes to
 * stderr with their name. Written once a turn of the event loop, not once a line.
 */
import { visibleText } from '#base/visible-text.ts';
import type { PluginOutput } from '#main/engine/plugin-platform.ts';

export interface PrinterOptions {
  /** Say of each printed line whose it is. */
  readonly named: boolean;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Calls back once this turn is over. */
  readonly later: (callback: () => void) => void;
}

/** What people read. Flows are for `netloupe observe`. */
type Said = Exclude<PluginOutput, { readonly kind: 'flows' }>;

export interface PluginPrinter {
  take(output: Said): void;
  /** Writes what is held. */
  flush(): void;
}

export function createPluginPrinter({ named, out, error, later }: PrinterOptions): PluginPrinter {
  let forOut: string[] = [];
  let forError: string[] = [];
  let due = false;
  const flush = (): void => {
    due = false;
    if (forOut.length > 0) out(`${forOut.join('\n')}\n`);
    if (forError.length > 0) error(`${forError.join('\n')}\n`);
    forOut = [];
    forError = [];
  };
  return {
    take(output: Said): void {
      const { plugin } = output;
      if (output.kind === 'alert') {
        const { severity, title, message } = output.alert;
        const text = message === '' ? title : `${title}: ${message}`;
        // One line, whoever wrote it: another one would be somebody else's.
        forError.push(`[${plugin}] alert ${severity}: ${visibleText(text)}`);
      } else if (output.line.level === 'print') {
        forOut.push(named ? `[${plugin}] ${output.line.text}` : output.line.text);
      } else {
        // Further lines are seen to be of it.
        forError.push(`[${plugin}] ${output.line.level}: ${output.line.text.replaceAll('\n', '\n  ')}`);
      }
      if (due) return;
      due = true;
      later(flush);
    },
    flush,
  };
}
