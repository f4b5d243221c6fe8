import { flattenRule, permuteRule, reshape, reshapeRule, scope } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { isShape } from '../file/json.ts';
import { axesThere, type DataFormat, pick, reordered, shapeHere, toHere } from '../layout.ts';
import type { LayerReader, Part } from './layer-reader.ts';

/** Flatten. In the order of the file's layout, since what comes behind has learned that; for 'channels_first' in Keras's other. */
export function readFlatten(layer: LayerReader): Part[] {
  const { format } = layer;
  const last = layer.text('data_format', ['channels_last', 'channels_first'], 'channels_last') === 'channels_first';
  // Keras puts the channels last then, whatever they were.
  const axes = (rank: number): number[] => {
    const there = axesThere(format, rank);
    return last && rank > 2 ? [0, ...there.slice(2), there[1]!] : there;
  };
  return rearranged('flatten', axes, (shape) => flattenRule(shape, 1), format);
}

/** Reshape: what a sample has, under another shape; one length may be left open. */
export function readReshape(layer: LayerReader): Part[] {
  const target = layer.setting('target_shape');
  const lengths = Array.isArray(target) ? target.map((length: unknown) => length ?? -1) : undefined;
  if (lengths === undefined || !isShape(lengths, -1) || lengths.filter((length) => length === -1).length > 1) {
    return layer.refuse('its target_shape must be whole numbers, of which one may be -1');
  }
  // By the sample: an open length must not swallow the batch.
  const shapeOf = ([batch = 0, ...sample]: readonly number[]): number[] => [batch, ...reshapeRule(sample, lengths)];
  return rearranged('reshape', (rank) => axesThere(layer.format, rank), shapeOf, layer.format);
}

/** Permute: the axes of a sample in another order, counted from 1. */
export function readPermute(layer: LayerReader): Part[] {
  const dims = layer.setting('dims');
  if (!isShape(dims)) return layer.refuse('its dims must be positive integers');
  const axes = (rank: number): number[] => pick(axesThere(layer.format, rank), [0, ...dims]);
  const check = (rank: number): number[] => {
    permuteRule(new Array<number>(rank).fill(1), [0, ...dims]);
    return axes(rank);
  };
  return rearranged('permute', check, (shape) => [...shape], layer.format);
}

/**
 * The axes of our tensor in an order, as the shape that follows from theirs, which is the file's; and that as ours.
 *
 * @param axes for a rank
 */
function rearranged(
  kind: string,
  axes: (rank: number) => number[],
  shapeOf: (there: readonly number[]) => number[],
  format: DataFormat,
): Part[] {
  const layer = nn.layer<nn.ShapeFn>({
    kind,
    forward: (x) =>
      scope(() => {
        const there = reordered(x, axes(x.rank));
        return toHere(format, reshape<number[], number[]>(there, shapeOf(there.shape)));
      }),
    plan: (shape) => shapeHere(format, shapeOf(pick(shape, axes(shape.length)))),
  });
  return [{ layer }];
}
