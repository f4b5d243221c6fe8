import {
  add,
  type AxisCount,
  gather,
  mul,
  pad,
  padRule,
  scope,
  ShapeError,
  showShape,
  sizeOf,
  slice,
  sub,
  tensor,
  type Tensor,
  upsample,
  upsampleRule,
} from '@gemmule/core';
import * as nn from '@gemmule/nn';
import type { Reader } from './layer-reader.ts';

/** UpSampling1D, UpSampling2D, UpSampling3D */
export function upSamplingReader(axes: AxisCount): Reader {
  return (layer) => {
    const scale = layer.counts('size', axes, new Array<number>(axes).fill(2));
    const mode = layer.text('interpolation', ['nearest', 'bilinear'], 'nearest');
    const linear = (x: Tensor<number[]>): Tensor =>
      layer.origin.isTfjs
        ? linearFromStart(x, scale)
        : upsample<number[], undefined, number[]>(x, { scale, mode: 'linear' });
    const nearest = (x: Tensor<number[]>): Tensor => upsample<number[], undefined, number[]>(x, { scale });
    return [
      {
        layer: resized(
          'upsample',
          mode === 'nearest' ? nearest : linear,
          (shape) => upsampleRule(shape, { scale }).shape,
        ),
      },
    ];
  };
}

/**
 * Linear interpolation as TensorFlow.js has it: cell `i` of the output lies in the input at `i / scale`. That is not where Keras
 * has it (as `upsample` does), by half a cell: what was trained there was never trained with this.
 */
function linearFromStart(x: Tensor<number[]>, scale: readonly number[]): Tensor {
  return scope(() => scale.reduce((y, times, i) => (times === 1 ? y : linearAlong(y, i + 2, times)), x));
}

function linearAlong(x: Tensor<number[]>, axis: number, times: number): Tensor<number[]> {
  const { backend } = x;
  const length = x.shape[axis]!;
  const lower = Int32Array.from({ length: length * times }, (_, i) => Math.floor(i / times));
  const upper = lower.map((cell) => Math.min(cell + 1, length - 1));
  const shares = Float32Array.from(lower, (cell, i) => i / times - cell);
  const at = (cells: Int32Array): Tensor<number[]> =>
    gather<number[], number[], number>(x, tensor<number[]>(cells, [cells.length], { dtype: 'int32', backend }), {
      axis,
    });
  const [from, to] = [at(lower), at(upper)];
  const column = tensor<number[]>(shares, [shares.length, ...x.shape.slice(axis + 1).map(() => 1)], { backend });
  return add<number[], number[]>(from, mul<number[], number[]>(sub(to, from), column));
}

/** ZeroPadding1D, ZeroPadding2D, ZeroPadding3D */
export function zeroPaddingReader(axes: AxisCount): Reader {
  return (layer) => {
    const pads = layer.pairs('padding', axes, 1);
    const all = [[0, 0], [0, 0], ...pads] as [number, number][];
    return [
      {
        layer: resized(
          'pad',
          (x) => pad<number[], [number, number][]>(x, all),
          (shape) => padRule(shape, all),
        ),
      },
    ];
  };
}

/** Cropping1D, Cropping2D, Cropping3D */
export function croppingReader(axes: AxisCount): Reader {
  return (layer) => {
    const crops = layer.pairs('cropping', axes, axes === 2 ? 0 : 1);
    const shapeOf = (shape: readonly number[]): number[] =>
      shape.map((length, axis) => length - (crops[axis - 2] ?? [0, 0]).reduce((a, b) => a + b));
    const cropped = (x: Tensor<number[]>): Tensor =>
      slice<number[], readonly (readonly [number, number] | null)[]>(
        x,
        x.shape.map((length, axis) => {
          const crop = crops[axis - 2];
          return crop === undefined ? null : ([crop[0], length - crop[1]] as const);
        }),
      );
    const plan = (shape: readonly number[]): number[] => {
      const result = shapeOf(shape);
      if (shape.length === axes + 2 && result.every((length, axis) => axis < 2 || length > 0)) return result;
      throw new ShapeError(`crop: nothing is left of ${showShape(shape)}`);
    };
    return [{ layer: resized('crop', cropped, plan) }];
  };
}

/** A layer that moves cells, or weighs some: at one operation for each. */
function resized(
  kind: string,
  apply: (x: Tensor<number[]>) => Tensor,
  shapeOf: (shape: readonly number[]) => readonly number[],
): nn.AnyLayer {
  return nn.layer<nn.ShapeFn>({
    kind,
    forward(x) {
      shapeOf(x.shape);
      return apply(x);
    },
    plan(shape, planner) {
      const result = shapeOf(shape);
      planner.count({ flops: sizeOf(result) });
      return result;
    },
  });
}
