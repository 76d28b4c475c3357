/**
 * Draws the tray's icon: the program's loupe on its tile, or on macOS a black one that the system colours, with a dot that tells how the
 * capture is going. Each point is sampled 4×4 times, which is what makes edges smooth.
 */
import type { TrayLook } from './tray-facts.ts';

/** Bytes as Electron's bitmaps have them: blue, green, red, alpha, colours multiplied by alpha. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

interface Paint {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

const CLEAR: Paint = { red: 0, green: 0, blue: 0, alpha: 0 };
const WHITE: Paint = { red: 255, green: 255, blue: 255, alpha: 1 };
const BLACK: Paint = { red: 0, green: 0, blue: 0, alpha: 1 };
const TILE: Paint = { red: 13, green: 127, blue: 120, alpha: 1 };
const RESTING_TILE: Paint = { red: 92, green: 103, blue: 112, alpha: 1 };
const DOTS: Readonly<Record<TrayLook, Paint | null>> = {
  idle: null,
  capturing: { red: 46, green: 204, blue: 113, alpha: 1 },
  paused: { red: 245, green: 176, blue: 39, alpha: 1 },
  trouble: { red: 229, green: 72, blue: 77, alpha: 1 },
};

/** The drawing is 32 wide and high, as the program's icon is. */
const BOX = 32;
const SAMPLES = 4;

/** `template`: in black alone, for macOS. Then the dot's shape has to tell: full, two bars, or a ring. */
export function trayPicture(look: TrayLook, size: number, template: boolean): Picture {
  const pixels = new Uint8Array(size * size * 4);
  const paint = template ? templateAt : colouredAt;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const sum = { red: 0, green: 0, blue: 0, alpha: 0 };
      for (let at = 0; at < SAMPLES * SAMPLES; at++) {
        const sampleX = ((x + ((at % SAMPLES) + 0.5) / SAMPLES) * BOX) / size;
        const sampleY = ((y + (Math.floor(at / SAMPLES) + 0.5) / SAMPLES) * BOX) / size;
        const { red, green, blue, alpha } = paint(look, sampleX, sampleY);
        sum.red += red * alpha;
        sum.green += green * alpha;
        sum.blue += blue * alpha;
        sum.alpha += alpha;
      }
      const mean = SAMPLES * SAMPLES;
      pixels.set(
        [sum.blue / mean, sum.green / mean, sum.red / mean, (sum.alpha * 255) / mean].map(Math.round),
        (y * size + x) * 4,
      );
    }
  }
  return { width: size, height: size, pixels };
}

function colouredAt(look: TrayLook, x: number, y: number): Paint {
  const dot = DOTS[look];
  if (dot !== null) {
    const away = Math.hypot(x - 24.5, y - 7.5);
    // Told by shape, too: two bars, or one.
    if (away < 5.6) return isSign(look, x - 24.5, y - 7.5) ? WHITE : dot;
    // A gap around it, so that it is told from the tile.
    if (away < 7.4) return CLEAR;
  }
  if (isLoupe(x, y)) return WHITE;
  if (!isTile(x, y)) return CLEAR;
  return look === 'idle' ? RESTING_TILE : TILE;
}

function templateAt(look: TrayLook, x: number, y: number): Paint {
  const away = Math.hypot(x - 25, y - 7);
  if (look !== 'idle' && away < 8) {
    if (look === 'capturing') return away < 5.6 ? BLACK : CLEAR;
    if (look === 'trouble') return away < 5.8 && away > 3.2 ? BLACK : CLEAR;
    const isBar = Math.abs(y - 7) < 5 && Math.abs(Math.abs(x - 25) - 2.6) < 1.4;
    return isBar ? BLACK : CLEAR;
  }
  return isLoupe(x, y) ? BLACK : CLEAR;
}

function isSign(look: TrayLook, fromMiddleX: number, fromMiddleY: number): boolean {
  const away = Math.abs(fromMiddleX);
  if (look === 'paused') return away > 0.9 && away < 2.5 && Math.abs(fromMiddleY) < 3;
  return look === 'trouble' && away < 0.9 && Math.abs(fromMiddleY) < 3.4;
}

/** Rounded by 8. */
function isTile(x: number, y: number): boolean {
  const outX = Math.max(8 - x, x - (BOX - 8), 0);
  const outY = Math.max(8 - y, y - (BOX - 8), 0);
  return Math.hypot(outX, outY) <= 8;
}

function isLoupe(x: number, y: number): boolean {
  return Math.abs(Math.hypot(x - 13.5, y - 14.5) - 7) < 1.6 || fromHandle(x, y) < 1.9;
}

/** How far a point is from the middle of the handle. */
function fromHandle(x: number, y: number): number {
  const [fromX, fromY, length] = [18.8, 19.8, 6.2];
  const along = Math.min(Math.max((x - fromX + (y - fromY)) / 2, 0), length);
  return Math.hypot(x - (fromX + along), y - (fromY + along));
}
