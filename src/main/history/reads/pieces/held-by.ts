/** Which pieces belong to which database: one each, gone with it. */
import type { ChangeMarks } from '../../database/change-marks.ts';
import type { Dataset } from '../../question.ts';
import { HeldPieces } from './held-pieces.ts';

/** By what is the database's own, for as long as it is open. */
const HELD = new WeakMap<ChangeMarks, HeldPieces>();

export function heldPieces(dataset: Pick<Dataset, 'connect' | 'marks'>): HeldPieces {
  const held = HELD.get(dataset.marks) ?? new HeldPieces(dataset);
  HELD.set(dataset.marks, held);
  return held;
}
