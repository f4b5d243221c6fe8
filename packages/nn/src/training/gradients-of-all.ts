import { affine, detach, full, gradients, reshape, scope, type Tensor, tensor } from '@gemmule/core';
import type { Across } from '../layer/pass.ts';
import type { Team } from './team.ts';

/** What {@link gradientsOfAll} needs of a step. */
export interface SharedStep {
  /** The processes that train together. */
  readonly team: Pick<Team, 'exchange' | 'sumAcross'>;
  /** Samples of this process that count. */
  readonly ownSamples: number;
  /** Those of all processes, as the team has agreed on. */
  readonly samples: number;
  /** Those whose gradients are wanted, in the same order in each process. */
  readonly parameters: readonly Tensor<number[]>[];
  /** The mean loss over this process's samples. Called at once, if it is needed at all. */
  readonly forward: (across: Across | undefined) => Tensor;
}

/**
 * Gradients of the mean loss over the samples of all processes. Each is sent as soon as it is computed, while the way back goes
 * on. They belong to the caller, who disposes them. `train` does this; it is here for loops of your own.
 *
 * @throws as `gradients`, and whatever the team has for processes that differ.
 * @example
 * ```ts
 * async function step(team: nn.Team, x: Tensor<[number, 1, 28, 28]>, labels: IntTensor<[number]>) {
 *   const ownSamples = labels.size;
 *   const { samples } = await team.agree({ samples: ownSamples, isOver: false, isStopped: false });
 *   const parameters = [...model.parameters().values()];
 *   const forward = () => nn.crossEntropy(model.forward(x, { training: true }), labels);
 *   const { loss, gradients } = await nn.gradientsOfAll({ team, ownSamples, samples, parameters, forward });
 * }
 * ```
 */
export async function gradientsOfAll({ team, ownSamples, samples, parameters, forward }: SharedStep): Promise<{
  loss: number;
  gradients: Tensor<number[]>[];
}> {
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
