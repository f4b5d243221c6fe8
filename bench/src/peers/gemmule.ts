import { cpu } from '@gemmule/backend-cpu';
import { type Backend, conv2d, gradients, matmul, registerBackend, type Tensor, tensor } from '@gemmule/core';
import core from '../../../packages/core/package.json' with { type: 'json' };
import { type ConvCase, type GemmCase, outputSize, type Pass, type Task } from '../cases.ts';
import type { Operands } from '../operands.ts';
import type { Peer, Prepared } from './peer.ts';

/** Ours, through the public API: what is measured includes the shape rules, the tensor and the recorder. */
export async function gemmule(): Promise<Peer> {
  const backend = await registerBackend(cpu());
  return {
    name: 'gemmule',
    version: core.version,
    engine: backend.engine,
    prepare: (...of) => prepare(backend, ...of),
  };
}

function prepare(backend: Backend, task: Task, operands: Operands): Prepared {
  if (task.case.kind === 'gemm' && operands.kind === 'gemm') return product(backend, task.case, operands);
  if (task.case.kind === 'conv' && operands.kind === 'conv') {
    return convolution(backend, task.case, task.pass, operands);
  }
  throw new TypeError(`operands of kind ${operands.kind} for a ${task.case.kind}`);
}

function product(backend: Backend, { m, n, k }: GemmCase, operands: Operands & { kind: 'gemm' }): Prepared {
  const a = tensor<number[]>(operands.a, [m, k], { backend });
  const b = tensor<number[]>(operands.b, [k, n], { backend });
  return prepared(() => matmul(a, b), [a, b]);
}

function convolution(
  backend: Backend,
  { inChannels, outChannels, size, kernel, groups, stride, padding, ...rest }: ConvCase,
  pass: Pass,
  operands: Operands & { kind: 'conv' },
): Prepared {
  const side = outputSize({ inChannels, outChannels, size, kernel, groups, stride, padding, ...rest });
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

function prepared(compute: () => Tensor, operands: readonly Tensor[]): Prepared {
  return {
    run: () => compute().dispose(),
    async result() {
      using y = compute();
      return await y.data();
    },
    dispose() {
      for (const operand of operands) operand.dispose();
    },
  };
}
