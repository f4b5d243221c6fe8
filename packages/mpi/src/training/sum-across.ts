import { customGradient, type Tensor, tensor } from '@gemmule/core';
import type { World } from '../world.ts';

/**
 * The sum of a tensor over all processes. Each process's result depends on all of their values, so the gradient is a sum over all
 * processes as well.
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
