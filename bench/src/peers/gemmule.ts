import { cpu, type CpuOptions } from '@gemmule/backend-cpu';
import { type Backend, conv2d, gradients, matmul, type Tensor, tensor } from '@gemmule/core';
import core from '../../../packages/core/package.json' with { type: 'json' };
import { type ConvCase, type ConvPass, type GemmCase, outputSize, type Task } from '../cases.ts';
import type { ConvOperands, GemmOperands, Operands } from '../operands.ts';
import { gemmuleNetwork } from '../training/gemmule-network.ts';
import type { Peer, Prepared } from './peer.ts';

export interface GemmuleOptions {
  /** What `cpu` calls its engine; whatever it takes by itself where there is none. */
  readonly engine?: string | undefined;
  readonly threads: number;
  /** Whether to let V8 pair 128-bit SIMD into AVX2, in every WebAssembly of the process. */
  readonly revectorize?: boolean;
}

/** Ours, through the public API: what is measured includes the shape rules, the tensor and the recorder. */
export async function gemmule(name: string, { engine, threads, revectorize = false }: GemmuleOptions): Promise<Peer> {
  // Whether there is such an engine is for `cpu` to say.
  const backend = await cpu({ engine: engine as CpuOptions['engine'], threads, revectorize });
  const [, kernels = backend.engine, count = '1'] = /^(.*) x(\d+)$/.exec(backend.engine) ?? [];
  return {
    name,
    version: core.version,
    engine: kernels,
    threads: Number(count),
    prepare: (...of) => prepare(backend, ...of),
    dispose: () => backend.dispose(),
  };
}

function prepare(backend: Backend, { case: subject, pass }: Task, operands: Operands): Prepared {
  if (subject.kind === 'gemm' && operands.kind === 'gemm') return product(backend, subject, operands);
  if (subject.kind === 'conv' && operands.kind === 'conv' && pass !== 'training step') {
    return convolution(backend, subject, pass, operands);
  }
  if (subject.kind === 'network' && operands.kind === 'network' && (pass === 'forward' || pass === 'training step')) {
    return gemmuleNetwork(backend, subject, pass, operands);
  }
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
