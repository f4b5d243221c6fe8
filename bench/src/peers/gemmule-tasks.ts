import { type Backend, conv2d, gradients, matmul, relu, type Tensor, tensor } from '@gemmule/core';
import { type ConvCase, type ConvPass, type GemmCase, outputSize, type ReadbackCase, type Task } from '../cases.ts';
import type { ConvOperands, GemmOperands, Operands, ReadbackOperands } from '../operands.ts';
import { gemmuleNetwork } from '../training/gemmule-network.ts';
import { untilComputed } from './gemmule-read.ts';
import type { Prepared } from './peer.ts';

/** Ours, through the public API: what is measured includes the shape rules, the tensor and the recorder. */
export function prepareOn(backend: Backend, { case: subject, pass }: Task, operands: Operands): Prepared {
  if (subject.kind === 'gemm' && operands.kind === 'gemm') return product(backend, subject, operands);
  if (subject.kind === 'conv' && operands.kind === 'conv' && pass !== 'training step') {
    return convolution(backend, subject, pass, operands);
  }
  if (subject.kind === 'network' && operands.kind === 'network' && (pass === 'forward' || pass === 'training step')) {
    return gemmuleNetwork(backend, subject, pass, operands);
  }
  if (subject.kind === 'readback' && operands.kind === 'readback') return readback(backend, subject, operands);
  throw new TypeError(`operands of kind ${operands.kind} for the ${pass} of a ${subject.kind}`);
}

function product(backend: Backend, { m, n, k }: GemmCase, operands: GemmOperands): Prepared {
  const a = tensor<number[]>(operands.a, [m, k], { backend });
  const b = tensor<number[]>(operands.b, [k, n], { backend });
  return prepared(() => matmul(a, b), [a, b]);
}

function convolution(backend: Backend, conv: ConvCase, pass: ConvPass, operands: ConvOperands): Prepared {
  const { inChannels, outChannels, size, kernel, groups, stride, padding } = conv;
  const side = outputSize(conv);
  const made = (data: Float32Array, shape: number[], requiresGrad: boolean) =>
    tensor<number[]>(data, shape, { backend, requiresGrad });
  const x = made(operands.x, [1, inChannels, size, size], pass === 'input gradient');
  const weight = made(operands.weight, [outChannels, inChannels / groups, kernel, kernel], pass === 'filter gradient');
  const forward = () => conv2d(x, weight, { stride, padding, groups });
  if (pass === 'forward') return prepared(forward, [x, weight]);

  // The forward pass is recorded once; each call then computes one gradient from it.
  const y = forward();
  const dy = made(operands.dy, [1, outChannels, side, side], false);
  const by = pass === 'input gradient' ? x : weight;
  const options = { outputGradient: dy, retainGraph: true };
  return prepared(() => gradients(y, [by], options)[0], [x, weight, y, dy]);
}

/** There is no `finish`: a call has waited for its result already. */
function readback(backend: Backend, { shape }: ReadbackCase, operands: ReadbackOperands): Prepared {
  const x = tensor<number[]>(operands.x, [...shape], { backend });
  const result = async () => {
    using y = relu(x);
    return await y.data();
  };
  const run = async () => void (await result());
  return { run, result, dispose: () => x.dispose() };
}

function prepared(compute: () => Tensor, operands: readonly Tensor[]): Prepared {
  return {
    run: () => compute().dispose(),
    async finish() {
      using y = compute();
      await untilComputed(y);
    },
    async result() {
      using y = compute();
      return await y.data();
    },
    dispose() {
      for (const operand of operands) operand.dispose();
    },
  };
}
