import { at, storeSome, storeUpTo } from '../vector';

/** Copies neighbours. `memory.copy` leaves WASM, which costs more than a short row. */
export function copyRow(from: usize, to: usize, count: i32): void {
  if (count >= 512) {
    memory.copy(to, from, at(0, count));
    return;
  }
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(at(to, i), v128.load(at(from, i)));
  if (i < count) storeSome(at(to, i), v128.load(at(from, i)), count - i);
}

/** `to[i] = from[i * stride]`. */
export function gatherRow(from: usize, stride: i32, to: usize, count: i32): void {
  if (stride == 1) copyRow(from, to, count);
  else if (stride == 2) copyEverySecond(from, to, count);
  else for (let i = 0; i < count; i++) store<f32>(at(to, i), load<f32>(at(from, i * stride)));
}

/** The last vector reads beyond the row, which allocations leave room for. */
function copyEverySecond(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const low = v128.load(at(from, 2 * i));
    const high = v128.load(at(from, 2 * i), 16);
    storeUpTo(at(to, i), v128.shuffle<f32>(low, high, 0, 2, 4, 6), count - i);
  }
}

/** The first output position at which a tap sees a cell, if it sees cell `origin` at position 0. */
export function firstOutput(origin: i32, stride: i32, input: i32, output: i32): i32 {
  return min(origin < 0 ? (stride - 1 - origin) / stride : 0, endOutput(origin, stride, input, output));
}

/** One past the last. */
export function endOutput(origin: i32, stride: i32, input: i32, output: i32): i32 {
  return origin < input ? min(output, (input - 1 - origin) / stride + 1) : 0;
}

/** `to[i * stride] += from[i]`. */
export function addRow(from: usize, to: usize, stride: i32, count: i32): void {
  let i = 0;
  if (stride == 1) {
    for (; i < count; i += 4) {
      storeUpTo(at(to, i), f32x4.add(v128.load(at(to, i)), v128.load(at(from, i))), count - i);
    }
  } else if (stride == 2) {
    // Not the last vector: it would write beyond the row, where another thread may be at work.
    for (; i + 4 < count; i += 4) addToEverySecond(v128.load(at(from, i)), at(to, 2 * i));
  }
  for (; i < count; i++) {
    const cell = at(to, i * stride);
    store<f32>(cell, load<f32>(cell) + load<f32>(at(from, i)));
  }
}

function addToEverySecond(values: v128, to: usize): void {
  const zero = f32x4.splat(0);
  v128.store(to, f32x4.add(v128.load(to), v128.shuffle<f32>(values, zero, 0, 4, 1, 5)));
  v128.store(to, f32x4.add(v128.load(to, 16), v128.shuffle<f32>(values, zero, 2, 6, 3, 7)), 16);
}

/** Sets `count` floats to 0. Not by `memory.fill`, which costs more than a short row. */
export function clear(to: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(at(to, i), zero);
  if (i < count) storeSome(at(to, i), zero, count - i);
}
