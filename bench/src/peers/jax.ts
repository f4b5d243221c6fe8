import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Array as JaxArray, defaultDevice, grad, init, jit, lax, numpy } from '@jax-js/jax';
import { type ConvCase, type ConvPass, type GemmCase, outputSize, type Task } from '../cases.ts';
import type { ConvOperands, GemmOperands, Operands } from '../operands.ts';
import type { Peer, Prepared } from './peer.ts';

/** jax-js on its WebAssembly backend, each task compiled by its `jit`. It has one thread in Node.js. */
export async function jax(): Promise<Peer> {
  await init('wasm');
  defaultDevice('wasm');
  return { name: 'jax-js', version: versionOf('@jax-js/jax'), engine: 'wasm', threads: 1, lacks, prepare };
}

function lacks({ case: subject }: Task): string | undefined {
  return subject.kind === 'network' ? 'networks were not written for jax-js; only its layers are timed' : undefined;
}

function prepare(task: Task, operands: Operands): Prepared {
  if (task.case.kind === 'gemm' && operands.kind === 'gemm') return product(task.case, operands);
  if (task.case.kind === 'conv' && operands.kind === 'conv') return convolution(task.case, task.pass, operands);
  throw new TypeError(`operands of kind ${operands.kind} for a ${task.case.kind}`);
}

function product({ m, n, k }: GemmCase, { a, b }: GemmOperands): Prepared {
  return prepared(numpy.matmul, [arrayOf(a, [m, k]), arrayOf(b, [k, n])]);
}

function convolution(conv: ConvCase, pass: Task['pass'], operands: ConvOperands): Prepared {
  const { inChannels, outChannels, size, kernel, stride, padding, groups } = conv;
  const around: [number, number] = [padding, padding];
  const forward = (x: JaxArray, weight: JaxArray): JaxArray =>
    lax.convGeneralDilated(x, weight, [stride, stride], [around, around], { featureGroupCount: groups });
  /** Its gradient by either operand is what `dy` makes of it: the one that is asked for comes first. */
  const functions: Record<ConvPass, (...operands: JaxArray[]) => JaxArray> = {
    forward: (x, weight) => forward(x, weight),
    'input gradient': (x, weight, dy) => grad((x: JaxArray) => numpy.sum(forward(x, weight.ref).mul(dy.ref)))(x),
    'filter gradient': (x, weight, dy) =>
      grad((weight: JaxArray) => numpy.sum(forward(x.ref, weight).mul(dy.ref)))(weight),
  };
  const side = outputSize(conv);
  return prepared(functions[pass as ConvPass], [
    arrayOf(operands.x, [1, inChannels, size, size]),
    arrayOf(operands.weight, [outChannels, inChannels / groups, kernel, kernel]),
    ...(pass === 'forward' ? [] : [arrayOf(operands.dy, [1, outChannels, side, side])]),
  ]);
}

/** Operands are used up by a call unless one says `ref`. */
function prepared(compute: (...operands: JaxArray[]) => JaxArray, operands: readonly JaxArray[]): Prepared {
  const compiled = jit(compute);
  const call = (): JaxArray => compiled(...operands.map(({ ref }) => ref));
  return {
    async run() {
      const y = await withoutWorkers(() => call().blockUntilReady());
      y.dispose();
    },
    result: async () => (await withoutWorkers(() => call().data())) as Float32Array,
    dispose() {
      for (const operand of operands) operand.dispose();
      compiled.dispose();
    },
  };
}

/**
 * ONNX Runtime makes Node.js's workers look like those of pages, and from then on jax-js takes its memory, which is not, for
 * one that is shared.
 */
function withoutWorkers<T>(start: () => T): T {
  const { Worker } = globalThis;
  Reflect.deleteProperty(globalThis, 'Worker');
  try {
    return start();
  } finally {
    if (Worker !== undefined) Object.assign(globalThis, { Worker });
  }
}

function arrayOf(values: Float32Array, shape: number[]): JaxArray {
  return numpy.array(values as Float32Array<ArrayBuffer>).reshape(shape);
}

/** The package does not say its version, nor let its manifest be imported. */
function versionOf(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const manifest = entry.slice(0, entry.lastIndexOf(name) + name.length);
  return (JSON.parse(readFileSync(`${manifest}/package.json`, 'utf8')) as { version: string }).version;
}
