import { type Backend, getBackend, scope, UsageError } from '@gemmule/core';
import { decodeModel } from './file/decode.ts';
import { type Graph, readGraph, type ValueInfo } from './graph/graph.ts';
import { prepare, type Program } from './graph/prepare.ts';
import { bindFeeds, type Feed } from './run/feeds.ts';
import { type Output, resultOf } from './run/results.ts';
import { runGraph } from './graph/run-graph.ts';
import { SMALL, tensorOf, type Value } from './values/value.ts';

/** Options of {@link loadOnnx}. */
export interface LoadOptions {
  /** Where the model lives and computes. Default: the current backend. */
  readonly backend?: Backend;
  /**
   * How many elements the values of a run may have that live at the same time; more is an error before it is allocated. A
   * file of some bytes can ask for any number. Default 2^28, which is 1 GiB of float32.
   */
  readonly maxElements?: number;
}

/** A model that was loaded from an ONNX file. */
export interface OnnxModel {
  /** What `run` takes. */
  readonly inputs: readonly ValueInfo[];
  /** What `run` gives. */
  readonly outputs: readonly ValueInfo[];
  /** The version of the operators that it uses. */
  readonly opset: number;
  /**
   * Computes the outputs, by their names: float32 and bool (0 and 1) as `Tensor`, integers as `IntTensor`. They are the
   * caller's to dispose, or a scope's. Where a feed has `requiresGrad`, gradients flow back to it.
   *
   * @param feeds the inputs by their names: a `Tensor` on the model's backend, or `{ shape, data }`, as integers have to be
   * @throws UsageError for inputs that are missing or not known, or after `dispose`; ShapeError for one that has not the
   *   shape of the file, or where shapes do not fit within the model; FormatError for values beyond `maxElements`.
   */
  run(feeds: Readonly<Record<string, Feed>>): Record<string, Output>;
  /** Frees the constants. A second call does nothing. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Reads an ONNX model of opset 9 to 25. The bytes are not trusted: what is damaged, or too large, is an error. Constants go
 * to the backend here, once.
 *
 * @throws FormatError for bytes that are no ONNX model, for data in another file, and for operators that cannot be run: one
 *   error lists them all, before anything is allocated on the backend.
 * @example
 * ```ts
 * using model = loadOnnx(await readFile('model.onnx'));
 * console.log(model.inputs);   // [{ name: 'input', dtype: 'float32', shape: ['N', 1, 28, 28] }]
 * const { output } = model.run({ input: tensor(pixels, [64, 1, 28, 28]) });
 * ```
 */
export function loadOnnx(bytes: Uint8Array, options: LoadOptions = {}): OnnxModel {
  const graph = readGraph(decodeModel(bytes));
  const program = prepare(graph);
  return new LoadedModel(graph, program, options.backend ?? getBackend(), options.maxElements ?? 2 ** 28);
}

class LoadedModel implements OnnxModel {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly opset: number;
  readonly #program: Program;
  readonly #backend: Backend;
  readonly #room: { readonly elements: number };
  #constants: ReadonlyMap<string, Value> | undefined;

  constructor({ inputs, outputs, opset }: Graph, program: Program, backend: Backend, elements: number) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.opset = opset;
    this.#program = program;
    this.#backend = backend;
    this.#room = { elements };
    this.#constants = constantValues(program, outputs, backend);
  }

  run(feeds: Readonly<Record<string, Feed>>): Record<string, Output> {
    const constants = this.#constants;
    if (constants === undefined) throw new UsageError('onnx: the model was disposed');
    return scope(() => {
      const given = new Map([...constants, ...bindFeeds(this.inputs, feeds, this.#backend)]);
      const wanted = this.outputs.map(({ name }) => name);
      const values = runGraph(this.#program.steps, given, wanted, this.#backend, this.#room);
      return Object.fromEntries(values.map((value, i) => [wanted[i]!, resultOf(value, this.#backend)]));
    });
  }

  dispose(): void {
    for (const { tensor } of this.#constants?.values() ?? []) tensor?.dispose();
    this.#constants = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** The constants that are used; weights go to the backend at once, small ones when they are used there. */
function constantValues(
  { steps, constants }: Program,
  outputs: readonly ValueInfo[],
  backend: Backend,
): Map<string, Value> {
  const read = new Set([...steps.flatMap(({ inputs }) => inputs), ...outputs.map(({ name }) => name)]);
  const values = new Map<string, Value>();
  try {
    for (const [name, stored] of constants) {
      if (!read.has(name)) continue;
      const value: Value = { ...stored, constant: true };
      values.set(name, value);
      if (stored.dtype === 'float32' && stored.numbers.length > SMALL) tensorOf(value, backend);
    }
  } catch (error) {
    for (const { tensor } of values.values()) tensor?.dispose();
    throw error;
  }
  return values;
}
