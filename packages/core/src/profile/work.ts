/** What a kernel does for a descriptor: floating-point operations, and elements that it must read and write at least. */
import type { ConvTranspose, ConvolutionKernels, Gemm, Im2col } from '../backend/convolution.ts';
import type { ElementwiseKernels } from '../backend/elementwise.ts';
import type { MovementKernels } from '../backend/movement.ts';
import type { Conv, ConvWeightGradient, Overrides } from '../backend/overrides.ts';
import type { PoolingKernels } from '../backend/pooling.ts';
import type { ReductionKernels } from '../backend/reduction.ts';
import type { BackendBuffer } from '../backend/storage.ts';
import type { Axis, Geometry } from '../shape/geometry.ts';
import { sizeOf } from '../shape/shape.ts';

export interface Work {
  /** A multiplication and an addition are two; a function of one number counts as one. */
  readonly flops: number;
  /** Numbers read and written, each counted once. */
  readonly elements: number;
  /** The destination. */
  readonly target: BackendBuffer;
}

type RequiredKernels = ConvolutionKernels & ElementwiseKernels & ReductionKernels & MovementKernels & PoolingKernels;

/** All kernels of a backend. */
export type Kernels = RequiredKernels & Overrides;

type Works = { readonly [Name in keyof Kernels]: (op: Parameters<Kernels[Name]>[0]) => Work };

const area = (geometry: Geometry, key: 'input' | 'output' | 'kernel'): number =>
  geometry.reduce((all: number, axis: Axis) => all * axis[key], 1);

/** Elements of the cells that a strided block touches: dimensions that repeat count once. */
const touched = (shape: readonly number[], strides: readonly number[]): number =>
  shape.reduce((all, length, axis) => (strides[axis] === 0 ? all : all * length), 1);

const columns = ({ columns, batch, channels, geometry }: Im2col, target: BackendBuffer): Work => {
  const entries = batch * channels * area(geometry, 'kernel') * area(geometry, 'output');
  const image = batch * channels * area(geometry, 'input');
  return { flops: target === columns ? 0 : entries, elements: entries + image, target };
};

/** Of the three products of a convolution, all of them with the same operands. */
const convolution = (
  { batch, inChannels, outChannels, groups, geometry }: Omit<Conv | ConvWeightGradient | ConvTranspose, 'x'>,
  target: BackendBuffer,
): Work => {
  const [inside, outside] = [area(geometry, 'input'), area(geometry, 'output')];
  const weight = (inChannels / groups) * outChannels * area(geometry, 'kernel');
  return {
    flops: 2 * batch * weight * outside,
    elements: batch * (inChannels * inside + outChannels * outside) + weight,
    target,
  };
};

const product = ({ m, n, k, batch, alpha, beta, a, b, c }: Gemm): Work => {
  const all = sizeOf(batch);
  const matrices = (strides: readonly number[]): number => touched(batch, strides);
  return {
    flops: alpha === 0 ? 0 : 2 * all * m * n * k,
    elements: matrices(a.batchStrides) * m * k + matrices(b.batchStrides) * k * n + all * m * n * (beta === 0 ? 1 : 2),
    target: c.buffer,
  };
};

/** By the name of the kernel; one that is forgotten does not compile. */
export const works: Works = {
  im2col: (op) => columns(op, op.columns),
  col2im: (op) => columns(op, op.images),
  gemm: product,
  // The descriptor's channels are those of this operation, the formula's those of the convolution that it transposes.
  convTranspose: (op) => convolution({ ...op, inChannels: op.outChannels, outChannels: op.inChannels }, op.y),
  unary: ({ length, y }) => ({ flops: length, elements: 2 * length, target: y }),
  binary: ({ shape, aStrides, bStrides, y }) => {
    const size = sizeOf(shape);
    return { flops: size, elements: size + touched(shape, aStrides) + touched(shape, bStrides), target: y };
  },
  reduce: ({ outer, size, inner, y }) => {
    return { flops: outer * size * inner, elements: outer * (size + 1) * inner, target: y };
  },
  argmax: ({ outer, size, inner, y }) => {
    return { flops: outer * size * inner, elements: outer * (size + 1) * inner, target: y };
  },
  copy: ({ shape, xStrides, y }) => ({ flops: 0, elements: sizeOf(shape) + touched(shape, xStrides), target: y }),
  fill: ({ length, y }) => ({ flops: 0, elements: length, target: y }),
  maxPool: ({ planes, geometry, y }) => pooling(planes, geometry, 2, y),
  maxPoolGradient: ({ planes, geometry, dx }) => pooling(planes, geometry, 2, dx),
  avgPool: ({ planes, geometry, y }) => pooling(planes, geometry, 1, y),
  avgPoolGradient: ({ planes, geometry, dx }) => pooling(planes, geometry, 1, dx),
  conv: (op) => convolution(op, op.y),
  convWeightGradient: (op) => convolution(op, op.dWeight),
  softmax: ({ outer, size, inner, y }) => {
    return { flops: 4 * outer * size * inner, elements: 2 * outer * size * inner, target: y };
  },
  gather: ({ outer, count, inner, y }) => ({ flops: 0, elements: 2 * outer * count * inner + count, target: y }),
  scatterAdd: ({ outer, size, count, inner, dx }) => {
    return { flops: outer * count * inner, elements: outer * (size + count) * inner + count, target: dx };
  },
  sgdStep: ({ length, momentum, weightDecay, velocity, parameter }) => {
    const flops = 2 + (momentum === 0 ? 0 : 2) + (weightDecay === 0 ? 0 : 2);
    return { flops: flops * length, elements: (velocity === undefined ? 3 : 5) * length, target: parameter };
  },
  adamStep: ({ length, parameter }) => ({ flops: 12 * length, elements: 7 * length, target: parameter }),
};

/** `arrays`: how many have the size of the output, with values or with indices. */
function pooling(planes: number, geometry: Geometry, arrays: number, target: BackendBuffer): Work {
  const outputs = planes * area(geometry, 'output');
  return {
    flops: outputs * area(geometry, 'kernel'),
    elements: planes * area(geometry, 'input') + arrays * outputs,
    target,
  };
}
