import { scope, ShapeError, type Tensor } from '@gemmule/core';
import type { AnyLayer } from './layer.ts';
import type { Pass } from './pass.ts';
import type { Planner } from './plan.ts';

/** Runs layers one after the other; one that takes activations together with the activation behind it. */
export function runChain(x: Tensor<number[]>, layers: readonly AnyLayer[], pass: Pass): Tensor<number[]> {
  return scope(() => {
    let current = x;
    for (let i = 0; i < layers.length; i++) {
      const inner = layers[i]!;
      const activation = inner.takesActivation === true ? layers[i + 1]?.activation : undefined;
      const next = inLayer(i, () => inner.run(current, pass, activation));
      // Freed now rather than at the end: at any time there are two results, not all of them. What gradients need of
      // this one, the recorded computation holds by itself.
      if (current !== x && current !== next) current.dispose();
      current = next;
      if (activation !== undefined) i++; // That layer is done, too.
    }
    return current;
  });
}

/** The shape after all layers. */
export function planChain(shape: readonly number[], layers: readonly AnyLayer[], planner: Planner): readonly number[] {
  return layers.reduce((current, inner, i) => inLayer(i, () => planner.run(String(i), inner, current)), shape);
}

/** Says in which layer a shape did not fit, as the type `Chain` does. */
export function inLayer<T>(index: number, body: () => T): T {
  return within(`layer ${index}`, body);
}

/** Puts `where` before the sentence of a ShapeError. */
export function within<T>(where: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof ShapeError) throw new ShapeError(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}
