import {
  add,
  affine,
  type BinaryFunction,
  div,
  leakyRelu,
  matmul,
  mul,
  relu,
  sub,
  type Tensor,
  widen,
} from '@gemmule/core';
import { broadcastShape, broadcastStrides, broadcastTo, type NdArray } from '../reference/array.ts';
import { binary } from '../reference/binary.ts';
import { matmul as matmulReference } from '../reference/matmul.ts';
import { unary } from '../reference/unary.ts';
import { sumBound } from '../tolerance.ts';
import { type Mapper, single } from './mapping.ts';
import { arrayOf, inputOf, numberAttribute } from './vector.ts';

type T = Tensor<number[]>;

function binaryMapper(name: BinaryFunction, run: (a: T, b: T) => Tensor): Mapper {
  return single((vector) => ({
    inputs: [arrayOf(inputOf(vector, 0)), arrayOf(inputOf(vector, 1))],
    run: (a, b) => run(a, b),
    reference: (a, b) => {
      const shape = broadcastShape(a.shape, b.shape);
      const [aStrides, bStrides] = [broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)];
      return { shape, ...binary(name, { a: a.data, b: b.data, shape, aStrides, bStrides }) };
    },
  }));
}

export const mapAdd: Mapper = binaryMapper('add', (a, b) => add(a, b));
export const mapSub: Mapper = binaryMapper('sub', (a, b) => sub(a, b));
export const mapMul: Mapper = binaryMapper('mul', (a, b) => mul(a, b));
export const mapDiv: Mapper = binaryMapper('div', (a, b) => div(a, b));

export const mapRelu: Mapper = single((vector) => ({
  inputs: [arrayOf(inputOf(vector, 0))],
  run: (x) => relu(x),
  reference: (x) => ({ shape: x.shape, ...unary('relu', x.data) }),
}));

export const mapLeakyRelu: Mapper = single((vector) => {
  const slope = Math.fround(numberAttribute(vector, 'alpha', 0.01));
  return {
    inputs: [arrayOf(inputOf(vector, 0))],
    run: (x) => leakyRelu(x, slope),
    reference: (x) => ({ shape: x.shape, ...unary('leakyRelu', x.data, slope) }),
  };
});

export const mapMatMul: Mapper = single((vector) => ({
  inputs: [arrayOf(inputOf(vector, 0)), arrayOf(inputOf(vector, 1))],
  run: (a, b) => matmul(a, b),
  reference: (a, b) => matmulReference(a, b),
}));

/** `alpha A B + beta C`: a product, two scales and a sum of ours. */
export const mapGemm: Mapper = single((vector) => {
  const [alpha, beta] = [numberAttribute(vector, 'alpha', 1), numberAttribute(vector, 'beta', 1)].map(Math.fround);
  const [transposeA, transposeB] = ['transA', 'transB'].map((key) => numberAttribute(vector, key, 0) === 1);
  return {
    inputs: vector.inputs.flatMap((input) => (input === null ? [] : [arrayOf(input)])),
    run: (a, b, c) => {
      const product = affine(widen(matmul(a, b, { transposeA, transposeB })), alpha!, 0);
      return c === undefined ? product : add(product, affine(c, beta!, 0));
    },
    reference: (a, b, c?: NdArray) => {
      const { shape, values, bounds } = matmulReference(a, b, transposeA, transposeB);
      const added = c === undefined ? new Float64Array(values.length) : broadcastTo(c, shape).data;
      return {
        shape,
        values: values.map((value, i) => alpha! * value + beta! * added[i]!),
        bounds: bounds.map(
          (bound, i) =>
            Math.abs(alpha!) * bound + sumBound(3, Math.abs(alpha! * values[i]!) + Math.abs(beta! * added[i]!)),
        ),
      };
    },
  };
});
