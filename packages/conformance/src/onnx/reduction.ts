import { logSoftmax, max, mean, min, type ReduceFunction, softmax, sum, type Tensor } from '@gemmule/core';
import { product } from '../harness/geometry.ts';
import { reduceAxes } from '../reference/reduce-axes.ts';
import { softmax as softmaxReference } from '../reference/softmax.ts';
import { type Mapper, single } from './mapping.ts';
import { arrayOf, inputOf, integersOf, numberAttribute } from './vector.ts';

type T = Tensor<number[]>;
type Run = (x: T, options: { axis: readonly number[]; keepDims: boolean }) => Tensor;

/** Without axes ONNX reduces all of them, unless `noop_with_empty_axes` says none. */
function reduceMapper(name: ReduceFunction, run: Run): Mapper {
  return single((vector) => {
    const rank = inputOf(vector, 0).shape.length;
    const given = integersOf(vector, 1) ?? [];
    const nothing = given.length === 0 && numberAttribute(vector, 'noop_with_empty_axes', 0) === 0;
    const axis = nothing ? Array.from({ length: rank }, (_, i) => i) : given;
    const keepDims = numberAttribute(vector, 'keepdims', 1) === 1;
    return {
      inputs: [arrayOf(inputOf(vector, 0))],
      run: (x) => run(x, { axis, keepDims }),
      reference: (x) =>
        reduceAxes(
          name,
          x,
          axis.map((i) => (i + rank) % rank),
          keepDims,
        ),
    };
  });
}

export const mapReduceSum: Mapper = reduceMapper('sum', (x, options) => sum(x, options));
export const mapReduceMean: Mapper = reduceMapper('mean', (x, options) => mean(x, options));
export const mapReduceMax: Mapper = reduceMapper('max', (x, options) => max(x, options));
export const mapReduceMin: Mapper = reduceMapper('min', (x, options) => min(x, options));

function softmaxMapper(logarithm: boolean): Mapper {
  return single((vector) => {
    const { shape } = inputOf(vector, 0);
    const axis = numberAttribute(vector, 'axis', -1);
    const along = (axis + shape.length) % shape.length;
    const [outer, size, inner] = [product(shape.slice(0, along)), shape[along]!, product(shape.slice(along + 1))];
    return {
      inputs: [arrayOf(inputOf(vector, 0))],
      run: (x) => (logarithm ? logSoftmax(x, axis) : softmax(x, axis)),
      reference: (x) => ({ shape, ...softmaxReference({ outer, size, inner }, x.data, logarithm) }),
    };
  });
}

export const mapSoftmax: Mapper = softmaxMapper(false);
export const mapLogSoftmax: Mapper = softmaxMapper(true);
