/** Who wins a maximum: the larger, of equals the one that was there, and a NaN wins over every number. */
export function beats(value: number, best: number): boolean {
  return value > best || (Number.isNaN(value) && !Number.isNaN(best));
}
