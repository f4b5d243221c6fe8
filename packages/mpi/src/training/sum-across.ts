import { customGradient, type Tensor, tensor } from '@gemmule/core';
import type { World } from '../world.ts';

/**
 * The sum of a tensor over all processes, of the same shape. Each process's result depends on all of their values, so the
 * gradient is a sum over all processes as well.
 *
 * @throws UsageError when another process makes another call; BackendError where the backend cannot read at once.
 * @example
 * ```ts
 * const world = await mpi();
 * sumAcross(world, tensor([1, 2], [2]));   // in a world of one process: 1, 2
 * ```
 */
export function sumAcross(world: World, values: Tensor<number[]>): Tensor<number[]> {
  const { shape, backend } = values;
  return customGradient({
    operation: 'sumAcross',
    inputs: [values],
    forward: () => tensor(world.allReduceSync(values.dataSync()), [...shape], { backend }),
    gradients: [(dy) => sumAcross(world, dy)],
  });
}
