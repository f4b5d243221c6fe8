/*
 * What stands in a link was written by anybody: each value is read into bounds, or not at all.
 */

/** `'3,4'` as whole numbers; undefined unless all are, within bounds. */
export function integers(text: string | null, [low, high]: readonly [number, number]): number[] | undefined {
  if (text === null || !/^\d+(,\d+)*$/.test(text)) return undefined;
  const numbers = text.split(',').map(Number);
  return numbers.every((value) => value >= low && value <= high) ? numbers : undefined;
}

/** A decimal number; undefined unless it is one within bounds. */
export function decimal(text: string | null, [low, high]: readonly [number, number]): number | undefined {
  if (text === null || text.trim() === '') return undefined;
  const value = Number(text);
  return value >= low && value <= high ? value : undefined;
}

export function oneOf<T extends string>(text: string | null, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === text);
}
