/** The value that `share` of all values lie below, interpolated; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** A middle value and the half of all values around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/**
 * How many times as long as ours theirs takes. Each ratio is of two samples taken side by side, so that a machine which
 * runs at half speed for a while slows both; the median of the ratios then says more than the ratio of the medians.
 */
export function pairedRatio(theirs: readonly number[], ours: readonly number[]): Spread {
  if (theirs.length !== ours.length) throw new RangeError(`${theirs.length} samples against ${ours.length}`);
  return spread(theirs.map((time, round) => time / (ours[round] ?? NaN)));
}
