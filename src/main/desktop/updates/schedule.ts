/** When to ask next: once a day at most, and not when everybody does. Pure: time and chance are arguments. */
const DAY_MS = 24 * 60 * 60_000;
/** Not while the program is busy starting. */
const SETTLE_MS = 60_000;
const SPREAD_MS = 2 * 60 * 60_000;
const SPREAD_AT_START_MS = 10 * 60_000;

/** Milliseconds from now. `lastMs`: the last time that was asked, whatever came of it; null: never. `chance`: 0 … 1. */
export function untilNextCheck(lastMs: number | null, nowMs: number, chance: number): number {
  const atOnce = SETTLE_MS + chance * SPREAD_AT_START_MS;
  if (lastMs === null) return atOnce;
  // The clock was set back: as if it had been just now.
  const since = Math.max(0, nowMs - lastMs);
  return Math.max(atOnce, DAY_MS - since + chance * SPREAD_MS);
}
