import { flip, pixelShuffle, pixelUnshuffle, upsample } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { type Examples, opCases, type OpExample } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { at, moved } from '../reference/array.ts';
import { upsample as definedUpsample, type UpsampleMode } from '../reference/upsample.ts';
import { operand } from './movement-example.ts';

export function upsampleExample(
  shape: readonly number[],
  size: readonly number[],
  mode: UpsampleMode,
  source: Random,
): OpExample {
  const options =
    mode === 'nearest' ? ({ mode } as const) : { mode: 'linear' as const, alignCorners: mode !== 'linear' };
  return {
    what: `upsample of [${shape.join(', ')}] to [${size.join(', ')}] ${mode}`,
    inputs: [operand(source, shape)],
    run: (x) => upsample(x, { size: [...size], ...options }),
    reference: (x) => definedUpsample(x, size, mode),
    gradient: { roundings: 4 + 4 * size.length },
  };
}

function flipExample(shape: readonly number[], axes: readonly number[], source: Random): OpExample {
  const turned = axes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  return {
    what: `flip of [${shape.join(', ')}] along [${axes.join(', ')}]`,
    inputs: [operand(source, shape)],
    run: (x) => flip(x, { axis: axes }),
    reference: (x) =>
      moved(shape, (index) =>
        at(
          x,
          index.map((i, axis) => (turned.includes(axis) ? shape[axis]! - 1 - i : i)),
        ),
      ),
  };
}

/** `y[n, c, f * h + i, ...] = x[n, (c * f + i) * ..., h, ...]`, after which the inverse gives `x` again. */
export function shuffleExample(shape: readonly number[], factor: number, inverse: boolean, source: Random): OpExample {
  const axes = shape.length - 2;
  const [batch, channels, ...lengths] = shape as [number, number, ...number[]];
  const cells = factor ** axes;
  /** Of a place among the cells and its channel: the channel of what is shuffled. */
  const joined = (channel: number, place: readonly number[]): number =>
    place.reduce((sum, at) => sum * factor + (at % factor), channel);
  const places = (channel: number): number[] =>
    lengths.map((_, i) => Math.floor(channel / factor ** (axes - 1 - i)) % factor);
  return {
    what: `${inverse ? 'pixelUnshuffle' : 'pixelShuffle'} of [${shape.join(', ')}] by ${factor}`,
    inputs: [operand(source, shape)],
    run: (x) => (inverse ? pixelUnshuffle(x, factor) : pixelShuffle(x, factor)),
    reference: (x) =>
      inverse
        ? moved([batch, channels * cells, ...lengths.map((length) => length / factor)], ([n = 0, c = 0, ...place]) =>
            at(x, [n, Math.floor(c / cells), ...place.map((p, i) => p * factor + places(c)[i]!)]),
          )
        : moved([batch, channels / cells, ...lengths.map((length) => length * factor)], ([n = 0, c = 0, ...place]) =>
            at(x, [n, joined(c, place), ...place.map((p) => Math.floor(p / factor))]),
          ),
  };
}

const shuffles: Record<string, Examples> = {
  'channels to cells': (source) => [
    shuffleExample([2, 8, 2, 3], 2, false, source),
    shuffleExample([1, 6, 2], 3, false, source),
    shuffleExample([1, 8, 1, 2, 1], 2, false, source),
  ],
  'cells to channels': (source) => [
    shuffleExample([2, 2, 4, 2], 2, true, source),
    shuffleExample([1, 1, 2, 4, 2], 2, true, source),
  ],
};

const flips: Record<string, Examples> = {
  'one axis and several': (source) => [
    flipExample([2, 3, 2], [1], source),
    flipExample([3, 4], [-1, 0], source),
    flipExample([0, 3], [1], source),
  ],
};

const upsamples: Record<string, Examples> = {
  nearest: (source) => [
    upsampleExample([2, 1, 2, 3], [4, 9], 'nearest', source),
    upsampleExample([1, 2, 5, 2], [3, 4], 'nearest', source),
    upsampleExample([1, 2, 3], [7], 'nearest', source),
    upsampleExample([1, 1, 2, 1, 3], [3, 2, 2], 'nearest', source),
  ],
  linear: (source) => [
    upsampleExample([1, 2, 2, 3], [4, 5], 'linear', source),
    upsampleExample([1, 1, 5, 3], [2, 3], 'linear', source),
    upsampleExample([1, 1, 2, 3, 2], [3, 1, 4], 'linear', source),
  ],
  'linear, corners aligned': (source) => [
    upsampleExample([1, 2, 3, 2], [5, 4], 'linear alignCorners', source),
    upsampleExample([2, 1, 4], [1], 'linear alignCorners', source),
  ],
};

export const resamplingCases: readonly ConformanceCase[] = [
  ...opCases('flip', flips),
  ...opCases('upsample', upsamples),
  ...opCases('pixelShuffle', shuffles),
];
