import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type ConvCase, type GemmCase, outputSize, type Pass, type Task } from '../cases.ts';
import type { Operands } from '../operands.ts';
import { type Axes4, permuted } from '../permuted.ts';
import type { Peer, Prepared } from './peer.ts';

/** TensorFlow.js on its CPU backend, which is JavaScript like ours. Its images are `[N, H, W, C]`. */
export async function tfjsCpu(): Promise<Peer> {
  // Without the checks and warnings of its debug mode.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  await tf.ready();
  return { name: 'tfjs-cpu', version: version_cpu, engine: tf.getBackend(), prepare, slow };
}

function slow({ pass }: Task): string | undefined {
  return pass === 'filter gradient' ? "tfjs-cpu's filter gradient takes 10 to 40 seconds a call" : undefined;
}

function prepare(task: Task, operands: Operands): Prepared {
  if (task.case.kind === 'gemm' && operands.kind === 'gemm') return product(task.case, operands);
  if (task.case.kind === 'conv' && operands.kind === 'conv') return convolution(task.case, task.pass, operands);
  throw new TypeError(`operands of kind ${operands.kind} for a ${task.case.kind}`);
}

function product({ m, n, k }: GemmCase, operands: Operands & { kind: 'gemm' }): Prepared {
  const a = tf.tensor2d(operands.a, [m, k]);
  const b = tf.tensor2d(operands.b, [k, n]);
  return prepared(
    () => tf.matMul(a, b),
    [a, b],
    (y) => y,
  );
}

function convolution(conv: ConvCase, pass: Pass, operands: Operands & { kind: 'conv' }): Prepared {
  const { inChannels, outChannels, size, kernel, stride, padding, groups } = conv;
  const side = outputSize(conv);
  const depthwise = groups > 1;
  if (depthwise && (groups !== inChannels || groups !== outChannels)) {
    throw new TypeError('tfjs has no grouped convolution but the depthwise one');
  }
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
  const kernelName = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
  // The gradient kernels by name: `tf.grad` would compute the forward pass along with them.
  const compute: Record<Pass, () => tf.Tensor> = {
    forward: () => (depthwise ? tf.depthwiseConv2d(x, weight, stride, padding) : tf.conv2d(x, weight, stride, padding)),
    'input gradient': () =>
      call(`${kernelName}BackpropInput`, { dy, filter: weight }, { ...attributes, inputShape: x.shape }),
    'filter gradient': () =>
      call(`${kernelName}BackpropFilter`, { x, dy }, { ...attributes, filterShape: weightShape }),
  };
  const toOurs: Record<Pass, (y: Float32Array) => Float32Array> = {
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

function prepared(
  compute: () => tf.Tensor,
  operands: readonly tf.Tensor[],
  toOurs: (y: Float32Array) => Float32Array,
): Prepared {
  return {
    run: () => compute().dispose(),
    result() {
      const y = compute();
      const values = toOurs(y.dataSync<'float32'>());
      y.dispose();
      return values;
    },
    dispose() {
      for (const operand of operands) operand.dispose();
    },
  };
}
