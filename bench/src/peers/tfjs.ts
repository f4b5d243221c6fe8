import * as tf from '@tensorflow/tfjs-core';
import {
  type ConvCase,
  type ConvPass,
  type GemmCase,
  outputSize,
  type Pass,
  type ReadbackCase,
  type Task,
} from '../cases.ts';
import type { ConvOperands, GemmOperands, Operands, ReadbackOperands } from '../operands.ts';
import { type Axes4, permuted } from '../permuted.ts';
import { tfjsNetwork } from '../training/tfjs-network.ts';
import type { Peer, Prepared } from './peer.ts';
import { read, untilComputed } from './tfjs-read.ts';

/**
 * TensorFlow.js on one of its backends. Its images are `[N, H, W, C]`. One backend at a time computes in the whole
 * process, and a change of it takes time, so it is made before a sample.
 */
export async function tfjs(
  backend: 'cpu' | 'wasm' | 'webgl' | 'webgpu',
): Promise<Pick<Peer, 'engine' | 'lacks' | 'prepare'>> {
  // Without the checks and warnings of its debug mode.
  tf.enableProdMode();
  const enter = async () => {
    if (tf.getBackend() !== backend) await tf.setBackend(backend);
  };
  await enter();
  await tf.ready();
  return {
    engine: tf.getBackend(),
    lacks: (task) => lacks(task, backend),
    async prepare(task, operands) {
      await enter();
      const prepared = await prepare(task, operands);
      return {
        ...prepared,
        enter,
        async result() {
          await enter();
          return await prepared.result();
        },
      };
    },
  };
}

function lacks({ case: subject, pass }: Task, backend: string): string | undefined {
  if (subject.kind === 'gemm' || subject.kind === 'readback') return undefined;
  const has = (kernel: string) => tf.getKernel(kernel, backend) !== undefined;
  if (subject.kind === 'network') {
    if (pass === 'forward' || has('Conv2DBackpropFilter')) return undefined;
    return `tfjs-${backend} cannot train: it has no filter gradient`;
  }
  const { groups, inChannels, outChannels } = subject;
  if (groups > 1 && (groups !== inChannels || groups !== outChannels)) {
    return 'tfjs has no grouped convolution but the depthwise one';
  }
  if (pass === 'forward' || has(gradientKernel(subject, pass))) return undefined;
  return `tfjs-${backend} has no ${pass} of a ${groups > 1 ? 'depthwise ' : ''}convolution`;
}

function gradientKernel({ groups }: ConvCase, pass: Pass): string {
  const name = groups > 1 ? 'DepthwiseConv2dNative' : 'Conv2D';
  return `${name}Backprop${pass === 'input gradient' ? 'Input' : 'Filter'}`;
}

function prepare({ case: subject, pass }: Task, operands: Operands): Prepared | Promise<Prepared> {
  if (subject.kind === 'gemm' && operands.kind === 'gemm') return product(subject, operands);
  if (subject.kind === 'conv' && operands.kind === 'conv' && pass !== 'training step') {
    return convolution(subject, pass, operands);
  }
  if (subject.kind === 'network' && operands.kind === 'network' && (pass === 'forward' || pass === 'training step')) {
    return tfjsNetwork(subject, pass, operands);
  }
  if (subject.kind === 'readback' && operands.kind === 'readback') return readback(subject, operands);
  throw new TypeError(`operands of kind ${operands.kind} for the ${pass} of a ${subject.kind}`);
}

function product({ m, n, k }: GemmCase, operands: GemmOperands): Prepared {
  const a = tf.tensor2d(operands.a, [m, k]);
  const b = tf.tensor2d(operands.b, [k, n]);
  return prepared(
    () => tf.matMul(a, b),
    [a, b],
    (y) => y,
  );
}

function convolution(conv: ConvCase, pass: ConvPass, operands: ConvOperands): Prepared {
  const { inChannels, outChannels, size, kernel, stride, padding, groups } = conv;
  const side = outputSize(conv);
  const depthwise = groups > 1;
  const image = (data: Float32Array, channels: number, side: number) =>
    tf.tensor4d(permuted(data, [1, channels, side, side], toNhwc), [1, side, side, channels]);
  const x = image(operands.x, inChannels, size);
  const dy = image(operands.dy, outChannels, side);
  // Ours is [O, I / groups, K, K]; theirs [K, K, I, O], or [K, K, C, 1] for the depthwise one.
  const taps = [outChannels, inChannels / groups, kernel, kernel] as const;
  const weightAxes: Axes4 = depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0];
  const weightShape: [number, number, number, number] = [kernel, kernel, inChannels, depthwise ? 1 : outChannels];
  const weight = tf.tensor4d(permuted(operands.weight, taps, weightAxes), weightShape);

  const attributes = { strides: [stride, stride], pad: padding, dataFormat: 'NHWC', dilations: [1, 1] };
  // The gradient kernels by name: `tf.grad` would compute the forward pass along with them.
  const compute: Record<ConvPass, () => tf.Tensor> = {
    forward: () => (depthwise ? tf.depthwiseConv2d(x, weight, stride, padding) : tf.conv2d(x, weight, stride, padding)),
    'input gradient': () =>
      call(gradientKernel(conv, pass), { dy, filter: weight }, { ...attributes, inputShape: x.shape }),
    'filter gradient': () => call(gradientKernel(conv, pass), { x, dy }, { ...attributes, filterShape: weightShape }),
  };
  const toOurs: Record<ConvPass, (y: Float32Array) => Float32Array> = {
    forward: (y) => permuted(y, [1, side, side, outChannels], toNchw),
    'input gradient': (dx) => permuted(dx, [1, size, size, inChannels], toNchw),
    'filter gradient': (dw) => permuted(dw, weightShape, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]),
  };
  return prepared(compute[pass], [x, dy, weight], toOurs[pass]);
}

const toNhwc: Axes4 = [0, 2, 3, 1];
const toNchw: Axes4 = [0, 3, 1, 2];

function call(kernel: string, inputs: tf.NamedTensorMap, attributes: Record<string, unknown>): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap);
}

/** There is no `finish`: a call has waited for its result already. */
function readback({ shape }: ReadbackCase, operands: ReadbackOperands): Prepared {
  const x = tf.tensor(operands.x, [...shape]);
  const result = async () => {
    const y = tf.relu(x);
    const values = await read(y);
    y.dispose();
    return values;
  };
  const run = async () => void (await result());
  return { run, result, dispose: () => x.dispose() };
}

function prepared(
  compute: () => tf.Tensor,
  operands: readonly tf.Tensor[],
  toOurs: (y: Float32Array) => Float32Array,
): Prepared {
  return {
    run: () => compute().dispose(),
    async finish() {
      const y = compute();
      await untilComputed(y);
      y.dispose();
    },
    async result() {
      const y = compute();
      const values = toOurs(await read(y));
      y.dispose();
      return values;
    },
    dispose() {
      for (const operand of operands) operand.dispose();
    },
  };
}
