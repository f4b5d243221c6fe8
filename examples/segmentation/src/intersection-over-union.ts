/**
 * For each class, the pixels that are of it and were taken for it, as a share of those that are or were: 1 is perfect, and unlike
 * the share of pixels that are right, it is 0 for who sees nothing but background. NaN where there are none.
 *
 * @param confusion `confusion[label][prediction]`: how many pixels
 */
export function intersectionOverUnion(confusion: readonly (readonly number[])[]): number[] {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return confusion.map((row, label) => {
    const both = row[label]!;
    return both / (sum(row) + sum(confusion.map((other) => other[label]!)) - both);
  });
}
