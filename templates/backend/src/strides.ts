/**
 * Where the elements of a strided block lie: an address for each index of `shape`, in row-major order. The 2 x 3 matrix at 10,
 * `addresses([2, 3], [3, 1], 10)`, is at 10, 11, 12, 13, 14, 15; its transpose, `addresses([3, 2], [1, 3], 10)`, at 10, 13, 11,
 * 14, 12, 15. A shape without dimensions is one element, one with a length of 0 is none.
 */
export function addresses(shape: readonly number[], strides: readonly number[], offset = 0): number[] {
  let found = [offset];
  // One dimension after the other: every address so far becomes a row of addresses.
  shape.forEach((length, axis) => {
    found = found.flatMap((first) => Array.from({ length }, (_, index) => first + index * strides[axis]));
  });
  return found;
}
