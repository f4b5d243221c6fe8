import {
  type Backend,
  conv,
  convFlops,
  convGeometry,
  convRule,
  convTranspose,
  convTransposeGeometry,
  convTransposeRule,
  type DirectConvolution,
  generator,
  gradients,
  ones,
  pad,
  type Pads,
  type Range,
  type ReceptiveField,
  receptiveField,
  scope,
  ShapeError,
  sizeOf,
  slice,
  sum,
  type Tensor,
  tensor,
} from '@gemmule/core';
import type { Convolution, Picture } from './lab.ts';
import { type ConvSettings, inputShapeOf, operationOf, optionsOf, perAxis, weightShapeOf } from './settings.ts';

/** What is known before anything is computed. */
export type Facts = Pick<
  Convolution,
  | 'operation'
  | 'inputShape'
  | 'weightShape'
  | 'outputShape'
  | 'axes'
  | 'extent'
  | 'unreached'
  | 'direct'
  | 'flops'
  | 'receptiveFields'
>;

/**
 * Computes a convolution and all that there is to see of it.
 *
 * @throws ShapeError with the engine's sentence where the settings do not fit.
 */
export async function convolve(settings: ConvSettings, backend: Backend): Promise<Convolution> {
  const facts = factsOf(settings);
  const { input, weight } = operandsOf(facts, settings);
  const tensors = scope(() => {
    const x = tensor(input, [...facts.inputShape], { backend, requiresGrad: true });
    const w = tensor(weight, [...facts.weightShape], { backend });
    const output = settings.transposed ? convTranspose(x, w, optionsOf(settings)) : conv(x, w, optionsOf(settings));
    const [gradient] = gradients(sum(output), [x]);
    return {
      output,
      gradient,
      field: fieldOf(x, settings, facts),
      places: fieldOf(placesOf(settings, backend), settings, facts),
    };
  });
  try {
    const { output, gradient, field, places } = tensors;
    return {
      ...facts,
      settings,
      engine: `${backend.name} ${backend.engine}`,
      weight,
      input: pictureOf(facts.inputShape, input),
      field: pictureOf(field.shape, await field.data()),
      sources: Int32Array.from(await places.data(), (place) => place - 1),
      output: pictureOf(output.shape, await output.data()),
      gradient: pictureOf(gradient.shape, await gradient.data()),
    };
  } finally {
    for (const one of Object.values(tensors)) one.dispose();
  }
}

/** @throws ShapeError with the engine's sentence where the settings do not fit. */
export function factsOf(settings: ConvSettings): Facts {
  const { axes: count, inChannels, outChannels, groups, transposed } = settings;
  const [operation, options] = [operationOf(settings), optionsOf(settings)];
  const [inputShape, weightShape] = [inputShapeOf(settings), weightShapeOf(settings)];
  const rule = transposed ? convTransposeRule : convRule;
  const { shape, geometry: axes } = rule(operation, inputShape, weightShape, options, count);
  const window = { ...options, kernel: perAxis(settings, settings.kernel) };
  const lengths = inputShape.slice(2);
  const described = transposed ? convTransposeGeometry(lengths, window) : convGeometry(lengths, window);
  return {
    operation,
    inputShape,
    weightShape,
    outputShape: shape,
    axes,
    extent: described.extent,
    unreached: described.unreached,
    direct: 'direct' in described ? (described.direct as DirectConvolution) : undefined,
    flops: convFlops({ axes, inChannels, outChannels, groups }).total,
    receptiveFields: transposed ? [] : receptiveFieldsOf(lengths, window),
  };
}

/** Most layers that are stacked to show how the receptive field grows. */
const deepest = 5;

function receptiveFieldsOf(input: readonly number[], window: Parameters<typeof convGeometry>[1]): ReceptiveField[][] {
  const layers = [convGeometry(input, window)];
  const fields: ReceptiveField[][] = [];
  while (fields.length < deepest) {
    fields.push(receptiveField(layers.map(({ axes }) => axes)));
    try {
      layers.push(convGeometry(layers.at(-1)!.output, window));
    } catch (error) {
      if (error instanceof ShapeError) break; // no room for one more
      throw error;
    }
  }
  return fields;
}

/** Small whole numbers, which every engine sums without rounding, so that what is shown adds up. */
export function operandsOf(
  { inputShape, weightShape }: Pick<Facts, 'inputShape' | 'weightShape'>,
  settings: ConvSettings,
) {
  const { seed, numbers } = settings;
  const [ofInput, ofWeight] = [generator(seed, [0, 0]), generator(seed, [0, 1])];
  const cell = { random: () => ofInput.integer(10), counted: (i: number) => i % 100, ones: () => 1 }[numbers];
  return {
    input: Float32Array.from({ length: sizeOf(inputShape) }, (_, i) => cell(i)),
    weight: Float32Array.from({ length: sizeOf(weightShape) }, () => ofWeight.integer(5) - 2),
  };
}

/** Numbers the cells of one channel from 1 on, so that 0 is what was put between or around them. */
function placesOf(settings: ConvSettings, backend: Backend): Tensor<number[]> {
  const lengths = perAxis(settings, settings.input);
  const numbers = Float32Array.from({ length: sizeOf(lengths) }, (_, i) => i + 1);
  return tensor(numbers, [1, 1, ...lengths], { backend });
}

/** What the windows slide over, made of an image by the engine. */
export function fieldOf(image: Tensor<number[]>, settings: ConvSettings, { axes, direct }: Facts): Tensor<number[]> {
  if (direct !== undefined) return resized(stretched(image, settings), direct.padding);
  const mode = settings.mode === 'zeros' ? 'constant' : settings.mode;
  const pads: Pads = [[0, 0], [0, 0], ...axes.map(({ padBefore, padAfter }) => [padBefore, padAfter] as const)];
  return pad(image, pads, { mode });
}

/** `stride - 1` zeros between the cells: a transposed convolution by a single 1. */
function stretched(image: Tensor<number[]>, settings: ConvSettings): Tensor<number[]> {
  const lengths = perAxis(settings, settings.stride);
  const channels = image.shape[1]!;
  const kernel = ones([channels, 1, ...lengths.map(() => 1)], { backend: image.backend });
  return convTranspose(image, kernel, { stride: lengths, groups: channels });
}

/** Zeros around; where there are to be fewer than none, cells are taken away. */
function resized(image: Tensor<number[]>, padding: DirectConvolution['padding']): Tensor<number[]> {
  const added = padding.map(([before, after]) => [Math.max(0, before), Math.max(0, after)] as const);
  const padded = pad(image, [[0, 0], [0, 0], ...added]);
  const kept = padding.map(([before, after], axis): Range => [
    Math.max(0, -before),
    padded.shape[axis + 2]! - Math.max(0, -after),
  ]);
  return slice(padded, [null, null, ...kept]);
}

export function pictureOf([, channels = 0, ...lengths]: readonly number[], data: Float32Array): Picture {
  const [height, width] = lengths.length === 1 ? [1, lengths[0]!] : (lengths as [number, number]);
  return { channels, height, width, data };
}
