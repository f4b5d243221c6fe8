export type Axes4 = readonly [number, number, number, number];

/** A copy of `[d0, d1, d2, d3]` data with its axes in another order: axis i of the result is axis `order[i]` of `data`. */
export function permuted(data: Float32Array, shape: Axes4, order: Axes4): Float32Array {
  const strides: Axes4 = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1];
  const [n0, n1, n2, n3] = order.map((axis) => shape[axis] ?? 0) as unknown as Axes4;
  const [s0, s1, s2, s3] = order.map((axis) => strides[axis] ?? 0) as unknown as Axes4;
  const result = new Float32Array(data.length);
  let at = 0;
  for (let i0 = 0; i0 < n0; i0++) {
    for (let i1 = 0; i1 < n1; i1++) {
      for (let i2 = 0; i2 < n2; i2++) {
        for (let i3 = 0; i3 < n3; i3++) result[at++] = data[i0 * s0 + i1 * s1 + i2 * s2 + i3 * s3] ?? NaN;
      }
    }
  }
  return result;
}
