import { at } from '../vector';

/** Adds a bias to each row of a block of the result, while it is in the cache. */
export function addBias(y: usize, rows: i32, columns: i32, rowBytes: usize, bias: usize): void {
  for (let row = 0; row < rows; row++) {
    const value = load<f32>(at(bias, row));
    const values = f32x4.splat(value);
    let i = 0;
    for (; i + 4 <= columns; i += 4) v128.store(at(y, i), f32x4.add(v128.load(at(y, i)), values));
    for (; i < columns; i++) store<f32>(at(y, i), load<f32>(at(y, i)) + value);
    y += rowBytes;
  }
}
