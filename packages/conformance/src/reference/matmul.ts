import { product } from '../harness/geometry.ts';
import { boundedSums } from '../tolerance.ts';
import { broadcastShape, broadcastTo, type ExpectedArray, type NdArray } from './array.ts';

/** Matrix product by NumPy's rule: vectors are rows on the left and columns on the right, batch dimensions broadcast. */
export function matmul(a: NdArray, b: NdArray, transposeA = false, transposeB = false): ExpectedArray {
  const left = a.shape.length === 1 ? { ...a, shape: [1, ...a.shape] } : transposeA ? transposed(a) : a;
  const right = b.shape.length === 1 ? { ...b, shape: [...b.shape, 1] } : transposeB ? transposed(b) : b;
  const [m, k, n] = [left.shape.at(-2)!, left.shape.at(-1)!, right.shape.at(-1)!];
  const batch = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const x = broadcastTo(left, [...batch, m, k]).data;
  const y = broadcastTo(right, [...batch, k, n]).data;
  const values = new Float64Array(product(batch) * m * n);
  const magnitudes = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const entry = Math.floor(at / (m * n));
    const row = Math.floor(at / n) % m;
    for (let l = 0; l < k; l += 1) {
      const term = x[(entry * m + row) * k + l]! * y[(entry * k + l) * n + (at % n)]!;
      values[at]! += term;
      magnitudes[at]! += Math.abs(term);
    }
  }
  const shape = [...batch, ...(a.shape.length === 1 ? [] : [m]), ...(b.shape.length === 1 ? [] : [n])];
  return { shape, ...boundedSums({ values, magnitudes, terms: k }) };
}

/** The last two axes exchanged. */
export function transposed({ shape, data }: NdArray): NdArray {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  const turned = Float64Array.from({ length: data.length }, (_, i) => {
    const [entry, row, column] = [Math.floor(i / (rows * columns)), i % rows, Math.floor(i / rows) % columns];
    return data[(entry * rows + row) * columns + column]!;
  });
  return { shape: [...shape.slice(0, -2), columns, rows], data: turned };
}
