import { ShapeError } from '@gemmule/core';
import { layerOf } from './build.ts';
import { Call, isOptions, type NetworkSpec } from './network-code.ts';
import * as nn from '@gemmule/nn';

/** Stands for the batch. */
const batch = 1;

/** The same network with the sizes that follow from what is before a layer put right: channels, and features of `linear`. */
export function fitted({ input, layers }: NetworkSpec): NetworkSpec {
  let shape: readonly number[] | undefined = input.map((length) => (typeof length === 'number' ? length : batch));
  return {
    input,
    layers: layers.map((layer) => {
      if (shape === undefined) return layer;
      const better = fittedTo(layer, shape);
      shape = shapeBehind(better, shape);
      return better;
    }),
  };
}

/** The shape behind a layer; undefined where it does not fit. */
function shapeBehind(layer: Call, shape: readonly number[]): readonly number[] | undefined {
  try {
    return nn.sequential(layerOf(layer)).trace(shape, silent);
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

const silent: nn.Planner = {
  count: () => undefined,
  run: (_, inner, shape) => inner.trace(shape, silent),
  branch: (body) => body(),
};

const byChannels: ReadonlySet<string> = new Set([
  'conv2d',
  'convTranspose2d',
  'depthwiseSeparable',
  'invertedResidual',
]);
const normalizing: ReadonlySet<string> = new Set(['batchNorm2d', 'instanceNorm2d']);

function fittedTo({ name, args }: Call, shape: readonly number[]): Call {
  const [first, ...rest] = args;
  const channels = shape[1] ?? 1;
  if (byChannels.has(name) && isOptions(first)) return new Call(name, [{ ...first, in: channels }, ...rest]);
  if (normalizing.has(name)) return new Call(name, [channels, ...rest]);
  if (name === 'linear') return new Call(name, [shape.at(-1) ?? 1, ...rest]);
  return new Call(name, args);
}
