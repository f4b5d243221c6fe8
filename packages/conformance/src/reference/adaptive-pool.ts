import { boundedSums, exact } from '../tolerance.ts';
import type { ExpectedArray, NdArray } from './array.ts';

/** The cells of each window of one plane, from the definition: start floor(i in / out), end ceil((i + 1) in / out). */
function windowsOf(lengths: readonly number[], size: readonly number[]): number[][] {
  let windows: number[][] = [[0]];
  lengths.forEach((input, axis) => {
    const output = size[axis]!;
    windows = windows.flatMap((cells) =>
      Array.from({ length: output }, (_, i) => {
        const window: number[] = [];
        for (let cell = Math.floor((i * input) / output); cell < Math.ceil(((i + 1) * input) / output); cell += 1) {
          window.push(cell);
        }
        return cells.flatMap((outer) => window.map((cell) => outer * input + cell));
      }),
    );
  });
  return windows;
}

export function adaptivePool(kind: 'avg' | 'max', x: NdArray, size: readonly number[]): ExpectedArray {
  const [batch, channels, ...lengths] = x.shape as [number, number, ...number[]];
  const windows = windowsOf(lengths, size);
  const area = lengths.reduce((a, b) => a * b, 1);
  const shape = [batch, channels, ...size];
  const seen = Array.from({ length: batch * channels }, (_, plane) =>
    windows.map((cells) => cells.map((cell) => x.data[plane * area + cell]!)),
  ).flat();
  if (kind === 'max') return { shape, ...exact(seen.map((values) => values.reduce((a, b) => Math.max(a, b)))) };
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const values = Float64Array.from(seen, mean);
  const magnitudes = Float64Array.from(seen, (one) => mean(one.map(Math.abs)));
  const terms = Math.max(...windows.map((cells) => cells.length));
  return { shape, ...boundedSums({ values, magnitudes, terms }, 2) };
}
