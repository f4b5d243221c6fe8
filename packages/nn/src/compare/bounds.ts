import { abs, detach, generator, mul, noGrad, scope, sizeOf, type Tensor, tensor } from '@gemmule/core';
import type { Parameter } from '../layer/parameter.ts';
import type { LayerCall } from './calls.ts';

/** Of float32. */
const UNIT_ROUNDOFF = 2 ** -24;
const SMALLEST_NORMAL = 2 ** -126;
/** Second-order terms, and hardware that rounds an operation to one unit in the last place. */
const SAFETY = 2;

/** Kinds of layers whose outputs are sums of products of inputs and parameters. */
const SUMS = /^(conv\dd|convTranspose\dd|linear|avgPool\dd|globalAvgPool\dd)$/;
/** Roundings that an output of any other layer is given, each as large as the output itself. */
const ROUNDINGS = 32;

/** How far from each element of a layer's output another backend's may be. */
export async function boundsOf(call: LayerCall, values: Float32Array, factor: number): Promise<Float64Array> {
  if (SUMS.test(call.kind)) return boundsOfSums(call, factor);
  const scale = largest(values) + (await sensitivity(call, values));
  const bound = SAFETY * factor * ROUNDINGS * UNIT_ROUNDOFF * scale + SMALLEST_NORMAL;
  return new Float64Array(values.length).fill(bound);
}

/** `c K u sum |a||b|`: the sum of magnitudes is what the layer makes of the magnitudes of its operands. */
async function boundsOfSums({ layer, input }: LayerCall, factor: number): Promise<Float64Array> {
  const { outputShape, totals } = layer.plan(input.shape, { backend: input.backend });
  // Two operations a term, and one for the bias.
  const terms = totals.flops / Math.max(sizeOf(outputShape), 1) / 2 + 2;
  const slots = [...layer.slots.values()];
  const magnitudes = await runOn(layer, slots, input, abs);
  return Float64Array.from(
    magnitudes,
    (magnitude) => SAFETY * factor * terms * UNIT_ROUNDOFF * magnitude + (terms + 1) * SMALLEST_NORMAL,
  );
}

/** How much any output changes, relative to how much all inputs do: measured with changes of both signs. */
async function sensitivity({ layer, input, activation }: LayerCall, values: Float32Array): Promise<number> {
  const change = 2 ** -14;
  const random = generator(1);
  const factors = Float32Array.from({ length: input.size }, () => 1 + (random.bits() % 2 === 0 ? change : -change));
  const x = scope(() => mul(input, tensor(factors, [...input.shape], { backend: input.backend })));
  try {
    const y = noGrad(() => layer.run(x, {}, activation));
    const changed = await y.data();
    if (y !== x) y.dispose();
    return largest(changed.map((value, i) => value - values[i]!)) / change;
  } finally {
    x.dispose();
  }
}

/** What a layer makes of its input and its parameters when `f` is applied to both. */
async function runOn(
  layer: LayerCall['layer'],
  slots: readonly Parameter[],
  input: Tensor<number[]>,
  f: (x: Tensor) => Tensor,
): Promise<Float32Array> {
  const undo = slots.map((slot) => slot.lend(scope(() => f(detach(slot.tensor!))) as Tensor<number[]>));
  const x = scope(() => f(detach(input)));
  try {
    const y = noGrad(() => layer.run(x));
    const data = await y.data();
    if (y !== x) y.dispose();
    return data;
  } finally {
    x.dispose();
    for (const one of undo.reverse()) one();
  }
}

/** Of the finite ones. */
function largest(values: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > result && Number.isFinite(size)) result = size;
  }
  return result;
}

/** NaN for NaN, infinities by sign, anything else within the bound. */
export function isWithin(a: number, b: number, bound: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b;
  return Math.abs(a - b) <= bound;
}
