import {
  add,
  affine,
  broadcastRule,
  concat,
  concatRule,
  maximum,
  minimum,
  mul,
  normalizeAxis,
  reshape,
  scope,
  ShapeError,
  sub,
  type Tensor,
} from '@gemmule/core';
import { axesHere, type DataFormat } from '../layout.ts';
import type { LayerReader } from './layer-reader.ts';
import type { Merge } from './merge.ts';

type Binary = (a: Tensor<number[]>, b: Tensor<number[]>) => Tensor;

const binaries = {
  Add: add as Binary,
  Subtract: sub as Binary,
  Multiply: mul as Binary,
  Average: add as Binary,
  Maximum: maximum as Binary,
  Minimum: minimum as Binary,
} as const;

/**
 * Add, Subtract, Multiply, Average, Maximum, Minimum: element by element. Lengths of 1 are repeated; an input of fewer axes is
 * one whose first axes, behind the batch, have length 1 in the file's layout.
 */
export function elementwiseMerge(className: keyof typeof binaries): (layer: LayerReader) => Merge {
  const apply = binaries[className];
  return ({ format }) => ({
    kind: className.toLowerCase(),
    ...(className === 'Subtract' && { inputs: 2 }),
    merge: (inputs) =>
      scope(() => {
        const rank = Math.max(...inputs.map((input) => input.rank));
        const [first, ...others] = inputs.map((input) => {
          const shape = expanded(format, input.shape, rank);
          return shape.length === input.rank && inputs.length > 1 ? input : reshape<number[], number[]>(input, shape);
        });
        const all = others.reduce((sum, other) => apply(sum, other) as Tensor<number[]>, first!);
        return className === 'Average' ? affine(all, 1 / inputs.length, 0) : all;
      }),
    plan(shapes) {
      const rank = Math.max(...shapes.map((shape) => shape.length));
      return shapes
        .map((shape) => expanded(format, shape, rank))
        .reduce((a, b) => broadcastRule(className.toLowerCase(), a, b));
    },
  });
}

/** In the file's layout the new axes stand behind the batch: here, behind the channels. */
function expanded(format: DataFormat, shape: readonly number[], rank: number): number[] {
  const at = format === 'channels_last' && shape.length > 1 ? 2 : 1;
  return [...shape.slice(0, at), ...new Array<number>(rank - shape.length).fill(1), ...shape.slice(at)];
}

/** Concatenate, along an axis of the file's layout. */
export function readConcatenate(layer: LayerReader): Merge {
  const [axis, ...more] = layer.axes('axis', -1);
  if (more.length > 0) layer.refuse('its axis must be one number');
  const axisFor = (shape: readonly number[] = []): number =>
    axesHere(layer.format, shape.length).indexOf(normalizeAxis('concat', axis!, shape.length, shape));
  return {
    kind: 'concat',
    merge: (inputs) => concat<readonly Tensor[], number>(inputs, axisFor(inputs[0]?.shape)),
    plan(shapes) {
      if (shapes.some((shape) => shape.length !== shapes[0]!.length)) {
        throw new ShapeError('concat: the inputs have different numbers of axes');
      }
      return concatRule(shapes, axisFor(shapes[0])).shape;
    },
  };
}
