import { affine, detach, full, gradients, reshape, scope, type Tensor, tensor } from '@gemmule/core';
import type { Across } from '../layer/pass.ts';
import type { HostBatch } from './batch-source.ts';
import type { Team } from './team.ts';

/** What {@link gradientsOfAll} needs of a training. */
export interface SharedStep {
  readonly team: Team;
  readonly batch: HostBatch;
  /** Of all processes. */
  readonly samples: number;
  readonly parameters: readonly Tensor<number[]>[];
  /** The mean loss of this process's share of the batch. */
  readonly forward: (across: Across | undefined) => Tensor;
}

/**
 * Gradients of the mean loss over the samples of all processes. Each is sent as soon as it is computed, while the way back goes
 * on. They are tensors of no scope.
 */
export async function gradientsOfAll({ team, batch, samples, parameters, forward }: SharedStep): Promise<{
  loss: number;
  gradients: Tensor<number[]>[];
}> {
  const ownSamples = batch.isFiller === true ? 0 : batch.count;
  const exchange = team.exchange([...parameters.map(({ size }) => size), 1]);
  const { sumAcross } = team;
  // What nobody adds counts as 0. Only layers that look at the batch as a whole need those who have nothing to add.
  if (ownSamples > 0 || sumAcross !== undefined) {
    scope(() => {
      const loss = forward(sumAcross && { sum: sumAcross, ownSamples, samples });
      const share = ownSamples / samples;
      exchange.add(parameters.length, affine(reshape(detach(loss) as Tensor<number[]>, [1]), share, 0));
      const { shape, backend } = loss;
      gradients(loss, parameters, {
        outputGradient: full([...shape] as number[], share, { backend }),
        onGradient: (index, gradient) => exchange.add(index, gradient),
      });
    });
  }
  const sums = await exchange.finish();
  const found = parameters.map(({ shape, backend }, i) => tensor(sums[i]!, [...shape], { backend }));
  return { loss: sums[parameters.length]![0]!, gradients: found };
}
