/** What lies at (top, left) of an image, which may be beyond its edges: there is `fill`. */
export function crop(
  from: Float32Array,
  [channels, height, width]: readonly [number, number, number],
  to: Float32Array,
  [rows, columns]: readonly [number, number],
  top: number,
  left: number,
  fill: number,
): void {
  // The columns of the result that the image reaches.
  const begin = Math.min(Math.max(-left, 0), columns);
  const end = Math.max(Math.min(width - left, columns), begin);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < rows; y++) {
      const at = (c * rows + y) * columns;
      const source = top + y;
      if (source < 0 || source >= height) {
        to.fill(fill, at, at + columns);
        continue;
      }
      const line = (c * height + source) * width + left;
      to.fill(fill, at, at + begin);
      for (let x = begin; x < end; x++) to[at + x] = from[line + x]!;
      to.fill(fill, at + end, at + columns);
    }
  }
}
