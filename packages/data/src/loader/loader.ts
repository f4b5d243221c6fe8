import { type Arg, type Backend, type DType, getBackend, scope, type Shape, tensor, type Tensor } from '@gemmule/core';
import type { AsyncDataset, Dataset, SampleFormat, StreamDataset, TargetOf } from '../dataset/dataset.ts';
import type { ComposedSize } from '../transforms/compose.ts';
import type { Transform, TransformedShape } from '../transforms/transform.ts';
import type { HostBatch } from './host-batch.ts';
import { HostLoader } from './host-loader.ts';
import type { Shard } from './shard.ts';

/** Options of {@link loader}. */
export interface LoaderOptions<Steps extends readonly Transform[]> {
  /** Samples per batch. Default 32. */
  readonly batch?: number;
  /** Whether each epoch has an order of its own. Default true. */
  readonly shuffle?: boolean;
  /**
   * For streams, which cannot be looked into at will: how many samples the next one is chosen from. They are kept in memory.
   * Order it from afar all the same: a stream of all zeros and then all ones stays nearly that. Default 1000.
   */
  readonly shuffleBuffer?: number;
  /** Leave out the last batch of an epoch when it is smaller than the others. Default false. */
  readonly dropLast?: boolean;
  /** For the order of the samples and for the transforms. Default 0. */
  readonly seed?: number;
  /** What is done to each input, in this order; other random numbers for each sample and epoch. */
  readonly transforms?: Steps;
  /**
   * Where processes share each batch, as with `world` of `@gemmule/mpi`: only this one's share comes out. `batch` is that of
   * all together. A sample is transformed as if there were one process.
   */
  readonly shard?: Shard | undefined;
  /** How many batches are made ahead of the one that is used, at most. Default 2. */
  readonly prefetch?: number;
}

/** Options of a pass over the data. */
export interface EpochOptions {
  /** Counts from 1. Default: the one after that which was begun last. */
  readonly epoch?: number;
  /** Stops what is under way; asking for a batch is then an error, the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Where the tensors are made. Default: the current backend. */
  readonly backend?: Backend;
}

/** Inputs and targets of some samples, on a backend. They belong to who asked for them, who disposes them or the batch. */
export interface Batch<D extends DType, S extends Shape, T extends Shape> extends Disposable {
  /** `[N, ...inputShape]`. */
  readonly inputs: Tensor<[number, ...S]>;
  /** `[N, ...targetShape]`. */
  readonly targets: TargetOf<D, [number, ...T]>;
  /** Samples that count. 0 where processes share each batch, and these are another one's because there were too few. */
  readonly samples: number;
}

/** Data in batches. What `nn.train` and `nn.evaluate` take as `data`, and what a loop of your own can go through. */
export interface Loader<D extends DType = DType, S extends Shape = Shape, T extends Shape = Shape>
  extends SampleFormat<D, S, T>, AsyncIterable<Batch<D, S, T>, void> {
  /** In an epoch; undefined for a stream of unknown length. */
  readonly batchCount: number | undefined;
  /** Whose share of each batch comes out. */
  readonly shard: Shard;
  /** The batches of an epoch as tensors. An epoch is the same each time: its order and its transforms follow from the seed. */
  batches(options?: EpochOptions): AsyncGenerator<Batch<D, S, T>, void>;
  /** As `batches`, in host arrays, which hold a batch until the next is asked for. */
  hostBatches(
    epoch: number,
    options?: { readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<HostBatch<D>, void>;
}

type Source<D extends DType, S extends Shape, T extends Shape> =
  | Dataset<D, S, T>
  | AsyncDataset<D, S, T>
  | StreamDataset<D, S, T>;

/** The shape of inputs after the transforms; unknown after an error, so that one mistake is one error. */
type Made<Result> = Result extends Shape ? Result : number[];

/**
 * Cuts data into batches: shuffles them, transforms each input, and makes batches ahead of the one that is used. Whoever
 * takes the batches, how fast, and how large they are: a sample is transformed in the same way in the same epoch of the same
 * seed.
 *
 * Each `for await` goes through the next epoch. A loop that is left early stops the source.
 *
 * @throws ShapeError when an option is out of range, or the transforms do not fit the inputs or each other. While it is
 *   iterated: ShapeError for samples that are not as the data say, and whatever the source throws, once the batches before
 *   it have been used.
 * @example
 * ```ts
 * const batches = loader(data, { batch: 64, seed: 1, transforms: [randomCrop({ size: 28, padding: 2 })] });
 * await nn.train(model, { data: batches, loss: nn.crossEntropy, optimizer, epochs: 3 });
 *
 * for await (using batch of batches) console.log(model.forward(batch.inputs).shape);
 * ```
 */
export function loader<
  D extends DType,
  S extends Shape,
  T extends Shape,
  const Steps extends readonly Transform[] = [],
>(
  data: Arg<TransformedShape<S, ComposedSize<Steps>>, Source<D, S, T>>,
  options?: LoaderOptions<Steps>,
): Loader<D, Made<TransformedShape<S, ComposedSize<Steps>>>, T>;
export function loader(data: Source<DType, Shape, Shape>, options: LoaderOptions<readonly Transform[]> = {}): Loader {
  const host = new HostLoader(data, options);
  const { inputShape, batchCount, shard } = host;
  const { targetShape, targetType, classes } = data;
  let begun = 0;
  async function* tensors(epoch: number, { signal, backend }: EpochOptions): AsyncGenerator<AnyBatch, void> {
    for await (const batch of host.batches(epoch, signal)) {
      yield scope(() => toTensors(batch, inputShape, targetShape as readonly number[], backend ?? getBackend()));
    }
  }
  const batches = (options: EpochOptions = {}): AsyncGenerator<AnyBatch, void> => {
    begun = options.epoch ?? begun + 1;
    return tensors(begun, options);
  };
  return {
    inputShape,
    targetShape,
    targetType,
    classes,
    batchCount,
    shard,
    batches,
    hostBatches: (epoch, { signal } = {}) => host.batches(epoch, signal),
    [Symbol.asyncIterator]: () => batches(),
  };
}

type AnyBatch = Batch<DType, Shape, Shape>;

function toTensors(
  { count, inputs, targets, isFiller }: HostBatch,
  inputShape: readonly number[],
  targetShape: readonly number[],
  backend: Backend,
): AnyBatch {
  const batch = {
    inputs: tensor(inputs, [count, ...inputShape], { backend }),
    targets:
      targets instanceof Int32Array
        ? tensor(targets, [count, ...targetShape], { dtype: 'int32', backend })
        : tensor(targets, [count, ...targetShape], { backend }),
    samples: isFiller ? 0 : count,
    [Symbol.dispose]() {
      batch.inputs.dispose();
      batch.targets.dispose();
    },
  };
  return batch;
}
