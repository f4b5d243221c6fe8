import { detach, gradients, scope, tensor, type Tensor } from '@gemmule/core';
import type { LayerCall } from './calls.ts';

/** The part of a layer's input that one element of its output was computed from. */
export interface Patch {
  /** Its first cell in the input. */
  readonly start: readonly number[];
  /** The lengths of the part that is shown. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/**
 * The smallest block of the input around all cells that the element at `position` depends on, which are those where its
 * gradient is not 0. Empty where there are none, or the layer has no gradient.
 */
export async function patchBehind(call: LayerCall, position: number): Promise<Patch> {
  const { input } = call;
  const slopes = await gradientOf(call, position);
  const values = await input.data();
  const { shape } = input;
  const [low, high] = [shape.map(() => Infinity), shape.map(() => -Infinity)];
  slopes?.forEach((slope, at) => {
    if (slope === 0) return;
    let rest = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const i = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      low[axis] = Math.min(low[axis]!, i);
      high[axis] = Math.max(high[axis]!, i);
    }
  });
  if (low.includes(Infinity))
    return { start: shape.map(() => 0), shape: shape.map(() => 0), values: new Float32Array() };
  return { start: low, ...block(values, shape, low, high) };
}

async function gradientOf(call: LayerCall, position: number): Promise<Float32Array | undefined> {
  const { layer, input, output } = call;
  const { backend } = input;
  const x = tensor(await input.data(), [...input.shape], { backend, requiresGrad: true });
  const seed = new Float32Array(output.size);
  seed[position] = 1;
  try {
    const slopes = scope(() => {
      const outputGradient = tensor(seed, [...output.shape], { backend });
      // Without the activation, which may be flat there.
      const y: Tensor = layer.run(x);
      if (!y.requiresGrad) return undefined;
      const [dx] = gradients(y, [x], { outputGradient });
      return detach(dx);
    });
    const data = await slopes?.data();
    slopes?.dispose();
    return data;
  } finally {
    x.dispose();
  }
}

function block(
  values: Float32Array,
  shape: readonly number[],
  low: readonly number[],
  high: readonly number[],
): { shape: number[]; values: Float32Array } {
  const lengths = low.map((start, axis) => high[axis]! - start + 1);
  const result = new Float32Array(lengths.reduce((all, length) => all * length, 1));
  for (let i = 0; i < result.length; i++) {
    let [rest, at, stride] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (low[axis]! + (rest % lengths[axis]!)) * stride;
      stride *= shape[axis]!;
      rest = Math.floor(rest / lengths[axis]!);
    }
    result[i] = values[at]!;
  }
  return { shape: lengths, values: result };
}
