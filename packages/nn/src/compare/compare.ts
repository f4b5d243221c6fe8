import { type Backend, detach, noGrad, type Tensor, UsageError } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import type { Parameter } from '../layer/parameter.ts';
import { boundsOf, isWithin } from './bounds.ts';
import { type LayerCall, recordCalls } from './calls.ts';
import { type Patch, patchBehind } from './patch.ts';

/** How far two backends agree on one layer. */
export interface LayerComparison {
  /** Its place in the model: `'0'`, or `'4.0'` for the first layer inside layer 4. */
  readonly name: string;
  /** What kind of layer it is. */
  readonly kind: string;
  /** The largest difference of any element, as a share of that element's bound; up to 1 they agree. */
  readonly largest: number;
}

/** The first element on which two backends differ by more than rounding explains. */
export interface Difference {
  /** Its name in the model. */
  readonly layer: string;
  /** What kind of layer it is. */
  readonly kind: string;
  /** Of the layer's output. */
  readonly index: readonly number[];
  /** What the first backend computed, and the second from the same input. */
  readonly values: readonly [number, number];
  /** How far apart they may be. */
  readonly bound: number;
  /** What the element was computed from. */
  readonly patch: Patch;
}

/** What {@link compare} found. */
export interface Comparison {
  /** The layers that were compared, in the order in which they ran; the last one is where it stopped. */
  readonly layers: readonly LayerComparison[];
  /** Undefined where the backends agree. */
  readonly difference: Difference | undefined;
  /** In a few lines. */
  toString(): string;
}

/** Options of {@link compare}. */
export interface CompareOptions {
  /**
   * How many times the rounding of a plain sum of products a difference may be. Default 8: fast convolutions such as Winograd's
   * round more.
   */
  readonly factor?: number;
}

/**
 * Runs a model on one backend, gives every layer's input to the same layer on another one, and stops at the first layer whose
 * outputs differ by more than rounding explains. Each layer gets what the first backend computed, so differences do not add
 * up from layer to layer, and the one that is told is where something is wrong.
 *
 * Layers that add products up (convolutions, `linear`, averages) have a bound for each element, `2 factor K u sum |a||b|` with K
 * terms and the unit roundoff u of float32; others are given as much as their output changes when their input is changed in
 * its last digits. What a block does beside its layers (the sum of a `residual`) is not looked at.
 *
 * @param input on the first backend, or wherever; it is left as it is
 * @throws UsageError when the model has no parameters to tell where it lives and is used by nobody; ShapeError when the input
 *   does not fit.
 * @example
 * ```ts no-run
 * const x = tensor(pixels, [64, 1, 28, 28]);
 * const found = await nn.compare(await cpu(), await gpu(), model, x);
 * console.log(`${found}`);   // layer 3 (conv2d) differs at [0, 5, 2, 2]: 0.25 and 0.31, …
 * ```
 */
export async function compare(
  first: Backend,
  second: Backend,
  model: AnyLayer,
  input: Tensor,
  { factor = 8 }: CompareOptions = {},
): Promise<Comparison> {
  if (first === second) throw new UsageError('compare: the two backends are the same');
  model.initialize({ onlyMissing: true });
  const restore = await moved([...model.slots.values()], first);
  const calls: LayerCall[] = [];
  const layers: LayerComparison[] = [];
  try {
    const x = await on(input, first);
    try {
      calls.push(...noGrad(() => recordCalls(model, x)));
    } finally {
      x.dispose();
    }
    for (const call of calls) {
      const { name, kind } = call;
      const { largest, difference } = await compareCall(call, second, factor);
      layers.push({ name, kind, largest });
      if (difference !== undefined) return comparison(layers, difference);
    }
    return comparison(layers, undefined);
  } finally {
    for (const { input: x, output } of calls) for (const tensor of [x, output]) tensor.dispose();
    restore();
  }
}

async function compareCall(
  call: LayerCall,
  second: Backend,
  factor: number,
): Promise<{ largest: number; difference: Difference | undefined }> {
  const { name, kind, output } = call;
  const wanted = await output.data();
  const got = await outputOn(call, second);
  const bounds = await boundsOf(call, wanted, factor);
  let largest = 0;
  for (let i = 0; i < wanted.length; i++) {
    const [a, b, bound] = [wanted[i]!, got[i]!, bounds[i]!];
    if (isWithin(a, b, bound)) {
      if (a !== b && Number.isFinite(a)) largest = Math.max(largest, Math.abs(a - b) / bound);
      continue;
    }
    const patch = await patchBehind(call, i);
    const index = indexOf(i, output.shape);
    return { largest: Infinity, difference: { layer: name, kind, index, values: [a, b], bound, patch } };
  }
  return { largest, difference: undefined };
}

/** What the layer computes on another backend, from the same input and the same parameters. */
async function outputOn({ layer, input, activation }: LayerCall, backend: Backend): Promise<Float32Array> {
  const restore = await moved([...layer.slots.values()], backend);
  const x = await on(input, backend);
  try {
    const y = noGrad(() => layer.run(x, {}, activation));
    try {
      return await y.data();
    } finally {
      if (y !== x) y.dispose();
    }
  } finally {
    x.dispose();
    restore();
  }
}

/** Puts copies on a backend in the place of parameters; the returned function puts these back. */
async function moved(slots: readonly Parameter[], backend: Backend): Promise<() => void> {
  const undo: (() => void)[] = [];
  const restore = (): void => {
    for (const one of undo.reverse()) one();
  };
  try {
    for (const slot of slots) undo.push(slot.lend(await on(slot.tensor!, backend)));
  } catch (error) {
    restore();
    throw error;
  }
  return restore;
}

/** A handle of one's own on a tensor, or a copy where it is on another backend. */
async function on(tensor: Tensor, backend: Backend): Promise<Tensor<number[]>> {
  const own = tensor.backend === backend ? detach(tensor) : await tensor.to(backend);
  return own as Tensor<number[]>;
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (const length of shape.toReversed()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}

function comparison(layers: readonly LayerComparison[], difference: Difference | undefined): Comparison {
  return { layers, difference, toString: () => describe(layers, difference) };
}

function describe(layers: readonly LayerComparison[], difference: Difference | undefined): string {
  if (difference === undefined) {
    const most = layers.toSorted((a, b) => b.largest - a.largest)[0];
    const where =
      most === undefined ? '' : `, at most ${(100 * most.largest).toFixed(0)} % of the bound (layer ${most.name})`;
    return `the backends agree on ${layers.length} layers${where}`;
  }
  const { layer, kind, index, values, bound, patch } = difference;
  return [
    `layer ${layer} (${kind}) differs at [${index.join(', ')}]: ${values[0]} and ${values[1]}, which may be ` +
      `${bound.toExponential(2)} apart`,
    `computed from the input at [${patch.start.join(', ')}], ${patch.shape.join(' x ')} cells: ` +
      `${patch.values.slice(0, 12).join(', ')}${patch.values.length > 12 ? ', …' : ''}`,
  ].join('\n');
}
