/** What the tray has to show, out of what the engine says and the page told. Pure. */
import { type ByteUnits, rateText } from '#base/rate-text.ts';
import { visibleText } from '#base/visible-text.ts';
import type { Watched } from './engine-watch.ts';
import type { TrayWords } from './tray-words.ts';

export type TrayLook = 'idle' | 'capturing' | 'paused' | 'trouble';

export interface TrayFacts {
  readonly look: TrayLook;
  readonly headline: string;
  /** Null where nothing is captured live. */
  readonly rates: string | null;
  readonly viewPaused: boolean;
  readonly canStop: boolean;
}

/** Names of interfaces and files come from elsewhere; menus and tooltips have one line. */
const LONGEST_TITLE = 48;

export function trayFacts(
  { phase, status }: Watched,
  viewPaused: boolean,
  units: ByteUnits,
  say: TrayWords,
): TrayFacts {
  const nothing = { rates: null, viewPaused, canStop: false };
  if (phase === 'lost') return { ...nothing, look: 'trouble', headline: say.lost };
  if (status === null || status.capture.state === 'idle') return { ...nothing, look: 'idle', headline: say.idle };
  const { capture, rates } = status;
  if (capture.state === 'failed') return { ...nothing, look: 'trouble', headline: say.failed };
  const title = shown(capture.title);
  const isLive = capture.kind === 'live';
  if (capture.state === 'ended') {
    return { ...nothing, look: 'idle', headline: isLive ? say.stopped(title) : say.read(title) };
  }
  return {
    look: viewPaused ? 'paused' : 'capturing',
    headline: isLive ? say.capturing(title) : say.reading(title),
    rates: isLive ? say.rates(rateText(rates.bytes_in, units), rateText(rates.bytes_out, units)) : null,
    viewPaused,
    canStop: true,
  };
}

export function trayTooltip({ headline, rates, viewPaused }: TrayFacts, say: TrayWords): string {
  const first = viewPaused ? `${headline} (${say.paused})` : headline;
  return ['Netloupe', first, ...(rates === null ? [] : [rates])].join('\n');
}

function shown(title: string): string {
  const text = visibleText(title);
  return text.length <= LONGEST_TITLE ? text : `${text.slice(0, LONGEST_TITLE - 1)}…`;
}
