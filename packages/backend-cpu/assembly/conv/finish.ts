import { Identity, relu, Relu } from '../activation';
import { at, lanes, storeSome } from '../vector';

/** Adds a bias to each row of a block of the result (none where its address is 0) and activates it, while it is in the cache. */
export function finish(y: usize, rows: i32, columns: i32, rowBytes: usize, bias: usize, activation: i32): void {
  if (activation == relu) finishRows<Relu>(y, rows, columns, rowBytes, bias);
  else if (bias != 0) finishRows<Identity>(y, rows, columns, rowBytes, bias);
}

/** The last vector of a row reads beyond it, which allocations leave room for. */
function finishRows<F>(y: usize, rows: i32, columns: i32, rowBytes: usize, bias: usize): void {
  const f = changetype<F>(0);
  const whole = columns & ~(lanes - 1);
  for (let row = 0; row < rows; row++) {
    const values = f32x4.splat(bias == 0 ? 0 : load<f32>(at(bias, row)));
    for (let i = 0; i < whole; i += lanes) v128.store(at(y, i), f.lanes(f32x4.add(v128.load(at(y, i)), values)));
    storeSome(at(y, whole), f.lanes(f32x4.add(v128.load(at(y, whole)), values)), columns - whole);
    y += rowBytes;
  }
}
