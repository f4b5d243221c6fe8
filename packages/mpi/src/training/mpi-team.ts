import { BackendError, type DType, type Tensor } from '@gemmule/core';
import type {
  AnyLayer,
  BatchSource,
  Dataset,
  EvaluateOptions,
  Exchange,
  LabelEvaluation,
  NumberEvaluation,
  StepIntent,
  Team,
} from '@gemmule/nn';
import { evaluateShared } from '../inference/evaluate.ts';
import { MpiError } from '../mpi-error.ts';
import { assertSame } from '../same.ts';
import type { World } from '../world.ts';
import { Buckets } from './buckets.ts';
import { describeTraining } from './describe.ts';
import { sumAcross } from './sum-across.ts';
import { assertSameNumbers, average, takeFromFirst } from './weights.ts';

export interface TeamOptions {
  readonly bucketBytes: number;
  readonly synchronizeBatchNorm: boolean;
}

/** The processes of a world, as `nn.train` wants them. */
export class MpiTeam implements Team {
  readonly sumAcross: ((values: Tensor<number[]>) => Tensor<number[]>) | undefined;
  readonly #world: World;
  readonly #options: TeamOptions;
  /** Memory to exchange in, by the lengths that it is for. */
  readonly #buckets = new Map<string, Buckets>();
  /** Told of each exchange that is complete. */
  readonly #onExchange: () => void;

  constructor(world: World, options: TeamOptions, onExchange: () => void) {
    this.#world = world;
    this.#options = options;
    this.#onExchange = onExchange;
    this.sumAcross = options.synchronizeBatchNorm ? (values) => sumAcross(world, values) : undefined;
  }

  get rank(): number {
    return this.#world.rank;
  }

  get size(): number {
    return this.#world.size;
  }

  async begin(
    model: AnyLayer,
    settings: Readonly<Record<string, unknown>>,
    resume?: Uint8Array,
  ): Promise<Uint8Array | undefined> {
    const tensors = tensorsOf(model);
    if (this.sumAcross !== undefined) assertReadable(tensors);
    const { bucketBytes, synchronizeBatchNorm } = this.#options;
    const all = { ...settings, bucketBytes, synchronizeBatchNorm };
    await assertSame(this.#world, 'training', describeTraining(model, all));
    await takeFromFirst(this.#world, tensors);
    return this.#bytesOfFirst(resume);
  }

  async agree({ samples, isOver, isStopped }: StepIntent): Promise<StepIntent> {
    const own = Float64Array.of(samples, Number(isOver), Number(isStopped));
    const [total, over, stopped] = (await this.#world.allReduce(own)) as unknown as [number, number, number];
    if (over !== 0 && over !== this.size) {
      throw new MpiError(
        `mpi: the batches of an epoch are over in ${over} of ${this.size} processes; ` +
          'all must come from the same data, with `shard: world`',
      );
    }
    return { samples: total, isOver: over > 0, isStopped: stopped > 0 };
  }

  exchange(lengths: readonly number[]): Exchange {
    const key = String(lengths);
    const buckets = this.#buckets.get(key) ?? new Buckets(lengths, this.#options.bucketBytes);
    this.#buckets.set(key, buckets);
    const exchange = buckets.exchange(this.#world);
    return {
      add: (index, values) => exchange.add(index, values),
      finish: async () => {
        const sums = await exchange.finish();
        this.#onExchange();
        return sums;
      },
    };
  }

  async averageBuffers(model: AnyLayer): Promise<void> {
    await average(this.#world, [...model.buffers().values()]);
    await assertSameNumbers(this.#world, tensorsOf(model));
  }

  evaluate(
    model: AnyLayer,
    data: Dataset | BatchSource,
    options: EvaluateOptions<DType>,
  ): Promise<LabelEvaluation | NumberEvaluation> {
    return evaluateShared(model, data, this.#world, options);
  }

  /** What rank 0 has, of any length or not at all. */
  async #bytesOfFirst(own: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    const [length] = await this.#world.broadcast(Float64Array.of(own?.length ?? -1));
    if (length === -1) return undefined;
    const bytes = new Uint8Array(length!);
    if (this.rank === 0) bytes.set(own!);
    return this.#world.broadcast(bytes);
  }
}

function tensorsOf(model: AnyLayer): Tensor[] {
  return [...model.parameters().values(), ...model.buffers().values()];
}

/** Statistics of a batch are needed in the middle of a pass, which does not wait for promises. */
function assertReadable(tensors: readonly Tensor[]): void {
  const backend = tensors.map((tensor) => tensor.backend).find((candidate) => candidate.readSync === undefined);
  if (backend === undefined) return;
  throw new BackendError(
    `mpi: batch normalisation can be synchronised only where a backend reads at once; '${backend.name}' ` +
      `(${backend.engine}) does not; leave out synchronizeBatchNorm, or train on backend-cpu`,
  );
}
