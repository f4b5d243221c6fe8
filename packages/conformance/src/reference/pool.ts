import type { Axis, Geometry } from '@gemmule/core';
import { inputCells, kernelCells, outputCells, threeAxes } from '../harness/geometry.ts';
import type { Sums } from '../tolerance.ts';

export interface PoolSizes {
  readonly planes: number;
  readonly geometry: Geometry;
}

/** One pooling window: which cells of its plane it sees, in row-major order, and how many taps lie inside the padding. */
interface Window {
  readonly cells: number[];
  readonly paddedTaps: number;
}

/** The taps of one axis at output position `o`, those inside the padded input only. */
function tapsOf(axis: Axis, o: number): number[] {
  const taps: number[] = [];
  for (let k = 0; k < axis.kernel; k += 1) {
    const cell = o * axis.stride - axis.padBefore + k * axis.dilation;
    if (cell < axis.input + axis.padAfter) taps.push(cell);
  }
  return taps;
}

/** The windows of one plane, by output position. */
function windowsOf(geometry: Geometry): Window[] {
  const [d, h, w] = threeAxes(geometry);
  const windows: Window[] = [];
  for (let od = 0; od < d.output; od += 1) {
    for (let oh = 0; oh < h.output; oh += 1) {
      for (let ow = 0; ow < w.output; ow += 1) {
        const ds = tapsOf(d, od);
        const hs = tapsOf(h, oh);
        const ws = tapsOf(w, ow);
        const cells: number[] = [];
        for (const id of ds.filter((i) => i >= 0 && i < d.input)) {
          for (const ih of hs.filter((i) => i >= 0 && i < h.input)) {
            for (const iw of ws.filter((i) => i >= 0 && i < w.input)) cells.push((id * h.input + ih) * w.input + iw);
          }
        }
        windows.push({ cells, paddedTaps: ds.length * hs.length * ws.length });
      }
    }
  }
  return windows;
}

/** Maximum and the place of the winner inside its plane: the first of equals; the first NaN beats everything. */
export function maxPool(
  { planes, geometry }: PoolSizes,
  x: ArrayLike<number>,
): { y: Float64Array; indices: Int32Array } {
  const windows = windowsOf(geometry);
  const area = inputCells(geometry);
  const y = new Float64Array(planes * windows.length);
  const indices = new Int32Array(y.length);
  for (let plane = 0; plane < planes; plane += 1) {
    windows.forEach(({ cells }, o) => {
      let winner = cells.find((cell) => Number.isNaN(x[plane * area + cell])) ?? -1;
      if (winner < 0) {
        for (const cell of cells) {
          if (winner < 0 || x[plane * area + cell]! > x[plane * area + winner]!) winner = cell;
        }
      }
      y[plane * windows.length + o] = winner < 0 ? -Infinity : x[plane * area + winner]!;
      indices[plane * windows.length + o] = winner;
    });
  }
  return { y, indices };
}

/** Every winner gets its output's gradient. */
export function maxPoolGradient(
  { planes, geometry }: PoolSizes,
  dy: ArrayLike<number>,
  indices: ArrayLike<number>,
): Sums {
  const area = inputCells(geometry);
  const outputs = outputCells(geometry);
  const values = new Float64Array(planes * area);
  const magnitudes = new Float64Array(values.length);
  for (let i = 0; i < planes * outputs; i += 1) {
    if (indices[i]! < 0) continue;
    const at = Math.floor(i / outputs) * area + indices[i]!;
    values[at]! += dy[i]!;
    magnitudes[at]! += Math.abs(dy[i]!);
  }
  return { values, magnitudes, terms: kernelCells(geometry) };
}

export interface AvgPoolSizes extends PoolSizes {
  readonly countIncludePad: boolean;
}

/** Mean of each window; what counts as inside is the contract's: the input, or the padded input. */
export function avgPool({ planes, geometry, countIncludePad }: AvgPoolSizes, x: ArrayLike<number>): Sums {
  const windows = windowsOf(geometry);
  const area = inputCells(geometry);
  const values = new Float64Array(planes * windows.length);
  const magnitudes = new Float64Array(values.length);
  for (let plane = 0; plane < planes; plane += 1) {
    windows.forEach(({ cells, paddedTaps }, o) => {
      const divisor = countIncludePad ? paddedTaps : cells.length;
      if (divisor === 0) return;
      const at = plane * windows.length + o;
      for (const cell of cells) {
        values[at]! += x[plane * area + cell]! / divisor;
        magnitudes[at]! += Math.abs(x[plane * area + cell]! / divisor);
      }
    });
  }
  // One more rounding for the quotient and one for a reciprocal, should the backend multiply by it.
  return { values, magnitudes, terms: kernelCells(geometry) + 2 };
}

export function avgPoolGradient({ planes, geometry, countIncludePad }: AvgPoolSizes, dy: ArrayLike<number>): Sums {
  const windows = windowsOf(geometry);
  const area = inputCells(geometry);
  const values = new Float64Array(planes * area);
  const magnitudes = new Float64Array(values.length);
  for (let plane = 0; plane < planes; plane += 1) {
    windows.forEach(({ cells, paddedTaps }, o) => {
      const term = dy[plane * windows.length + o]! / (countIncludePad ? paddedTaps : cells.length);
      for (const cell of cells) {
        values[plane * area + cell]! += term;
        magnitudes[plane * area + cell]! += Math.abs(term);
      }
    });
  }
  return { values, magnitudes, terms: kernelCells(geometry) + 2 };
}
