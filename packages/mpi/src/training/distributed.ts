import { assertPositive, scope, type Tensor, UsageError } from '@gemmule/core';
import {
  type AnyLayer,
  gradientsOfAll,
  type Optimizer,
  type OptimizerState,
  type Parameters,
  type Team,
} from '@gemmule/nn';
import type { World } from '../world.ts';
import { MpiTeam } from './mpi-team.ts';

/** Options of {@link distributed}. */
export interface DistributedOptions {
  /**
   * Whether batch normalisation takes the statistics of all processes' samples, so that training is the same on any number of
   * them; two messages a layer on the way there, and two on the way back. Otherwise each process normalises by its own share,
   * which is enough where that has some dozens of samples. Default false.
   */
  readonly synchronizeBatchNorm?: boolean;
  /** Gradients are sent in pieces of about so many bytes. Default 4 MiB. */
  readonly bucketBytes?: number;
}

/** An optimiser whose steps all processes of a world take together. */
export interface DistributedOptimizer extends Optimizer {
  readonly team: Team;
  /** Makes sure that all processes have the same model; gives it the numbers that it has in rank 0. `nn.train` does it by itself. */
  synchronize(model: AnyLayer): Promise<void>;
  /**
   * One step of a loop of your own: gradients of the mean loss over the samples of all processes, and a step by them.
   *
   * @param loss the mean over this process's samples; not disposed
   * @param samples how many of them count: `batch.samples`
   * @returns the mean loss over the samples of all processes
   */
  minimize(loss: Tensor, parameters: ReadonlyMap<string, Tensor<number[]>>, samples: number): Promise<number>;
}

/**
 * An optimiser for many processes: `nn.train` shares each batch among them, averages the gradients, and all take the same step. The
 * training is that of one process with the whole batch: the same losses and weights but for rounding, whatever the number of
 * processes (dropout draws other masks, and batch normalisation see `synchronizeBatchNorm`).
 *
 * What `nn.train` does with it: all processes take the initial weights of rank 0, or go on from rank 0's checkpoint; each gets its
 * share of every batch (a loader must be given `shard: world`); gradients are sent while the backward pass goes on; losses,
 * validation, schedules and early stopping are of all samples; a signal in any process stops all of them at the same step; rank 0
 * writes the checkpoints, which any number of processes can go on from. With `accumulate`, each of the batches is exchanged.
 *
 * @throws ShapeError for `bucketBytes` that are no positive integer. While training: MpiError when models, settings, numbers of
 *   batches or weights differ between the processes.
 * @example
 * ```ts
 * const world = await mpi();
 * const optimizer = distributed(nn.sgd({ learningRate: 0.1, momentum: 0.9 }), world);
 * await nn.train(model, { data, loss: nn.crossEntropy, optimizer, epochs: 10, batch: 256 });
 * if (world.rank === 0) await writeWhole('model.safetensors', await nn.saveSafetensors(model));
 * ```
 */
export function distributed(
  optimizer: Optimizer,
  world: World,
  { synchronizeBatchNorm = false, bucketBytes = 2 ** 22 }: DistributedOptions = {},
): DistributedOptimizer {
  assertPositive('distributed', 'bucketBytes', bucketBytes);
  if (optimizer.team !== undefined) throw new UsageError('distributed: the optimiser is distributed already');
  return new Distributed(optimizer, world, { synchronizeBatchNorm, bucketBytes });
}

class Distributed implements DistributedOptimizer {
  readonly kind: string;
  readonly team: Team;
  readonly state?: (parameters: ReadonlyMap<string, Tensor>) => Promise<OptimizerState>;
  readonly restore?: (parameters: ReadonlyMap<string, Tensor>, state: OptimizerState) => void;
  readonly #optimizer: Optimizer;
  /** Whether gradients have been exchanged since the last step. */
  #isExchanged = false;

  constructor(optimizer: Optimizer, world: World, options: Required<DistributedOptions>) {
    this.#optimizer = optimizer;
    // A checkpoint does not tell how many processes there were.
    this.kind = optimizer.kind;
    this.team = new MpiTeam(world, options, () => {
      this.#isExchanged = true;
    });
    if (optimizer.state !== undefined) this.state = (parameters) => optimizer.state!(parameters);
    if (optimizer.restore !== undefined) this.restore = (parameters, state) => optimizer.restore!(parameters, state);
  }

  get learningRate(): number {
    return this.#optimizer.learningRate;
  }

  set learningRate(value: number) {
    this.#optimizer.learningRate = value;
  }

  prepare(parameters: Parameters): void {
    this.#optimizer.prepare?.(parameters);
  }

  /** @throws UsageError for gradients that are not those of all processes: the models would drift apart. */
  step(parameters: Parameters, gradients: readonly Tensor[]): void {
    if (!this.#isExchanged) {
      throw new UsageError(
        'distributed: step was called with gradients of this process alone; in a loop of your own, ' +
          'call `await optimizer.minimize(loss, model.parameters(), samples)`',
      );
    }
    this.#isExchanged = false;
    this.#optimizer.step(parameters, gradients);
  }

  async synchronize(model: AnyLayer): Promise<void> {
    await this.team.begin(model, { optimizer: this.kind, learningRate: this.learningRate });
  }

  async minimize(loss: Tensor, parameters: ReadonlyMap<string, Tensor<number[]>>, ownSamples: number): Promise<number> {
    const { team } = this;
    const { samples } = await team.agree({ samples: ownSamples, isOver: false, isStopped: false });
    const learned = [...parameters.values()];
    const found = await gradientsOfAll({ team, ownSamples, samples, parameters: learned, forward: () => loss });
    scope(() => this.step(parameters, found.gradients));
    for (const gradient of found.gradients) gradient.dispose();
    return found.loss;
  }

  dispose(): void {
    this.#optimizer.dispose();
  }
}
