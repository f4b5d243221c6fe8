import type * as ort from 'onnxruntime-web';
import { type ConvCase, type GemmCase, outputSize, type Task } from '../cases.ts';
import type { ConvOperands, GemmOperands, Operands } from '../operands.ts';
import type { Prepared } from './peer.ts';
import { constant, integer, integers, model, value } from './onnx-model.ts';

/** What `onnxruntime-web` and `onnxruntime-node` have in common: all of it. */
export type Runtime = Pick<typeof ort, 'InferenceSession' | 'Tensor'>;
export type SessionOptions = NonNullable<Parameters<Runtime['InferenceSession']['create']>[1]>;

export function lacks({ case: subject, pass }: Task): string | undefined {
  if (subject.kind === 'network')
    return 'ONNX Runtime runs networks but does not train them; only its layers are timed';
  return pass === 'forward' ? undefined : 'ONNX Runtime has no gradients';
}

/** A model of one node. The weights of a convolution are in it, so that the runtime may lay them out as it likes. */
export function prepareWith(runtime: Runtime, options: SessionOptions) {
  return (task: Task, operands: Operands): Promise<Prepared> => {
    if (task.case.kind === 'gemm' && operands.kind === 'gemm') return product(task.case, operands);
    if (task.case.kind === 'conv' && operands.kind === 'conv') return convolution(task.case, operands);
    throw new TypeError(`operands of kind ${operands.kind} for a ${task.case.kind}`);
  };

  function product({ m, n, k }: GemmCase, { a, b }: GemmOperands): Promise<Prepared> {
    const bytes = model({
      node: { opType: 'MatMul', input: ['a', 'b'], output: ['y'] },
      inputs: [value('a', [m, k]), value('b', [k, n])],
      output: value('y', [m, n]),
    });
    return session(bytes, { a: new runtime.Tensor('float32', a, [m, k]), b: new runtime.Tensor('float32', b, [k, n]) });
  }

  function convolution(conv: ConvCase, { x, weight }: ConvOperands): Promise<Prepared> {
    const { inChannels, outChannels, size, kernel, stride, padding, groups } = conv;
    const side = outputSize(conv);
    const bytes = model({
      node: {
        opType: 'Conv',
        input: ['x', 'weight'],
        output: ['y'],
        attribute: [
          integers('kernel_shape', [kernel, kernel]),
          integers('strides', [stride, stride]),
          integers('pads', [padding, padding, padding, padding]),
          integer('group', groups),
        ],
      },
      inputs: [value('x', [1, inChannels, size, size])],
      constants: [constant('weight', [outChannels, inChannels / groups, kernel, kernel], weight)],
      output: value('y', [1, outChannels, side, side]),
    });
    return session(bytes, { x: new runtime.Tensor('float32', x, [1, inChannels, size, size]) });
  }

  async function session(bytes: Uint8Array, feeds: Record<string, InstanceType<Runtime['Tensor']>>): Promise<Prepared> {
    const made = await runtime.InferenceSession.create(bytes, {
      graphOptimizationLevel: 'all',
      ...options,
    });
    return {
      async run() {
        await made.run(feeds);
      },
      async result() {
        const { y } = await made.run(feeds);
        return y?.data as Float32Array;
      },
      dispose: () => made.release(),
    };
  }
}
