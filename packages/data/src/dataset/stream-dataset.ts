import { assertShape, type DType, ShapeError, UsageError } from '@gemmule/core';
import type { Sample, StreamDataset } from './dataset.ts';

type Samples = Iterable<Sample> | AsyncIterable<Sample>;

/** What the samples of a stream look like. */
export interface StreamFormat<D extends DType, S extends readonly number[], T extends readonly number[]> {
  /** The shape of one input: `[3, 32, 32]`. */
  readonly inputShape: readonly [...S];
  /** The shape of one target. Default `[]`: one label or number per sample. */
  readonly targetShape?: readonly [...T];
  /** `'int32'` for labels, `'float32'` for numbers. */
  readonly targetType: D;
  /** For labels: how many classes there are. */
  readonly classes?: number;
  /** How many samples there are, so that a training knows how many steps it takes. Told when it is not so. */
  readonly length?: number;
}

/**
 * A data set from anything that can be iterated: an array, a generator, the lines of a file, a stream of the network.
 * What can be iterated only once lasts for one epoch; a function is called anew for each.
 *
 * @throws ShapeError for a shape or a length that is none.
 * @example
 * ```ts
 * async function* samples() {
 *   for (let i = 0; i < 1000; i++) yield { input: [Math.sin(i), Math.cos(i)], target: i % 3 };
 * }
 * const data = streamDataset(samples, { inputShape: [2], targetType: 'int32', classes: 3 });
 * ```
 */
export function streamDataset<
  const D extends DType,
  const S extends readonly number[],
  const T extends readonly number[] = [],
>(source: Samples | (() => Samples), format: StreamFormat<D, S, T>): StreamDataset<D, S, T> {
  const { inputShape, targetShape = [] as unknown as readonly [...T], targetType, classes, length } = format;
  assertShape('streamDataset', inputShape, 'inputShape');
  assertShape('streamDataset', targetShape, 'targetShape');
  if (length !== undefined && !(Number.isSafeInteger(length) && length >= 0)) {
    throw new ShapeError(`streamDataset: length must be a non-negative integer, got ${length}`);
  }
  let begun = false;
  function samples(): Samples {
    if (typeof source === 'function') return source();
    if (begun && isOnce(source)) {
      throw new UsageError(
        'streamDataset: this source can be iterated only once; give a function that begins it anew for each epoch',
      );
    }
    begun = true;
    return source;
  }
  return {
    inputShape: [...inputShape] as readonly number[] as S,
    targetShape: [...targetShape] as readonly number[] as T,
    targetType,
    classes,
    length,
    samples,
  };
}

/** Whether something is used up by iterating: a generator, or a web stream. */
function isOnce(source: Samples): boolean {
  return 'next' in source || 'getReader' in source;
}
