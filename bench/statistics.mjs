/** Numbers about numbers. Lists are never empty. */

/** The lower of the two in the middle where their number is even: a value that was really seen. */
export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[(numbers.length - 1) >> 1];
}

/** Nearest rank: the least value that at least `share` of them do not exceed. */
export function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function spread(numbers) {
  return { median: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) };
}

/** `ours[i]` and `theirs[i]` were measured one after the other, so what the machine did meanwhile weighs on both. */
export function pairedRatio(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error('pairs have two sides');
  return spread(ours.map((value, i) => value / theirs[i]));
}

/** Slope of the straight line through the points (least squares), in units of y per unit of x. */
export function slope(points) {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
