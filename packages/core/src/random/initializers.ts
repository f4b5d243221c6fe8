import { tensor, type TensorOptions } from '../create.ts';
import { ShapeError } from '../errors.ts';
import { assertShape, showShape, sizeOf } from '../shape/shape.ts';
import type { Tensor } from '../tensor.ts';
import { type Generator, generator } from './generator.ts';

/** Options of random tensors. */
export interface RandomOptions extends TensorOptions {
  /** A seed, or a generator to go on with. */
  readonly seed: number | Generator;
}

function fill<const S extends number[]>(
  operation: string,
  shape: readonly [...S],
  options: RandomOptions,
  next: (random: Generator) => number,
): Tensor<S> {
  assertShape(operation, shape);
  const random = typeof options.seed === 'number' ? generator(options.seed) : options.seed;
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = next(random);
  const { backend, requiresGrad = false } = options;
  return tensor(values, shape, backend === undefined ? { requiresGrad } : { requiresGrad, backend });
}

/**
 * Numbers spread evenly over `[low, high)`.
 *
 * @throws ShapeError for a bad shape or seed.
 * @example
 * ```ts
 * randomUniform([2, 3], { seed: 1, low: -1, high: 1 });   // Tensor<[2, 3]>
 * ```
 */
export function randomUniform<const S extends number[]>(
  shape: readonly [...S],
  options: RandomOptions & { readonly low?: number; readonly high?: number },
): Tensor<S> {
  const { low = 0, high = 1 } = options;
  return fill('randomUniform', shape, options, (random) => low + (high - low) * random.uniform());
}

/**
 * Numbers from the normal distribution.
 *
 * @throws ShapeError for a bad shape or seed.
 * @example
 * ```ts
 * randomNormal([2, 3], { seed: 1, deviation: 0.1 });   // Tensor<[2, 3]>
 * ```
 */
export function randomNormal<const S extends number[]>(
  shape: readonly [...S],
  options: RandomOptions & { readonly mean?: number; readonly deviation?: number },
): Tensor<S> {
  const { mean = 0, deviation = 1 } = options;
  return fill('randomNormal', shape, options, (random) => mean + deviation * random.normal());
}

/** Inputs and outputs of one unit of a weight `[O, I, ...kernel]`. */
function fans(operation: string, shape: readonly number[]): { fanIn: number; fanOut: number } {
  assertShape(operation, shape);
  const [out, into, ...kernel] = shape;
  if (out === undefined || into === undefined) {
    throw new ShapeError(
      `${operation}: a weight has at least 2 dimensions [out, in, ...kernel], got ${showShape(shape)}`,
    );
  }
  return { fanIn: into * sizeOf(kernel), fanOut: out * sizeOf(kernel) };
}

/** Options of the initialisations that go by the shape of a weight. */
export interface KaimingOptions extends RandomOptions {
  /** Scale for the activation that follows: `sqrt(2)` (the default) for relu, 1 for none. */
  readonly gain?: number;
}

/**
 * Kaiming initialisation of a weight `[O, I, ...kernel]`, uniform in `±gain * sqrt(3 / fanIn)`, which keeps the variance of
 * activations from layer to layer (He and others, "Delving deep into rectifiers", 2015).
 *
 * @throws ShapeError for a shape of fewer than 2 dimensions.
 * @example
 * ```ts
 * const weight = kaimingUniform([16, 3, 3, 3], { seed: 1, requiresGrad: true });
 * ```
 */
export function kaimingUniform<const S extends number[]>(shape: readonly [...S], options: KaimingOptions): Tensor<S> {
  const bound = (options.gain ?? Math.SQRT2) * Math.sqrt(3 / fans('kaimingUniform', shape).fanIn);
  return fill('kaimingUniform', shape, options, (random) => bound * (2 * random.uniform() - 1));
}

/**
 * As `kaimingUniform` for a weight `[O, I, ...kernel]`, normal with deviation `gain / sqrt(fanIn)`.
 *
 * @throws ShapeError as there.
 * @example
 * ```ts
 * kaimingNormal([16, 3, 3, 3], { seed: 1 });   // Tensor<[16, 3, 3, 3]>
 * ```
 */
export function kaimingNormal<const S extends number[]>(shape: readonly [...S], options: KaimingOptions): Tensor<S> {
  const deviation = (options.gain ?? Math.SQRT2) / Math.sqrt(fans('kaimingNormal', shape).fanIn);
  return fill('kaimingNormal', shape, options, (random) => deviation * random.normal());
}

/**
 * Xavier initialisation of a weight `[O, I, ...kernel]`, uniform in `±gain * sqrt(6 / (fanIn + fanOut))`, a balance between
 * activations and gradients (Glorot and Bengio, 2010). `gain` defaults to 1.
 *
 * @throws ShapeError for a shape of fewer than 2 dimensions.
 * @example
 * ```ts
 * xavierUniform([16, 3, 3, 3], { seed: 1 });   // Tensor<[16, 3, 3, 3]>
 * ```
 */
export function xavierUniform<const S extends number[]>(shape: readonly [...S], options: KaimingOptions): Tensor<S> {
  const { fanIn, fanOut } = fans('xavierUniform', shape);
  const bound = (options.gain ?? 1) * Math.sqrt(6 / (fanIn + fanOut));
  return fill('xavierUniform', shape, options, (random) => bound * (2 * random.uniform() - 1));
}

/**
 * As `xavierUniform` for a weight `[O, I, ...kernel]`, normal with deviation `gain * sqrt(2 / (fanIn + fanOut))`.
 *
 * @throws ShapeError as there.
 * @example
 * ```ts
 * xavierNormal([16, 3, 3, 3], { seed: 1 });   // Tensor<[16, 3, 3, 3]>
 * ```
 */
export function xavierNormal<const S extends number[]>(shape: readonly [...S], options: KaimingOptions): Tensor<S> {
  const { fanIn, fanOut } = fans('xavierNormal', shape);
  const deviation = (options.gain ?? 1) * Math.sqrt(2 / (fanIn + fanOut));
  return fill('xavierNormal', shape, options, (random) => deviation * random.normal());
}
