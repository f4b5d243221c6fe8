import { BackendError } from '@gemmule/core';
import { reportedModes, type GpuJs, type GpuJsInstance, type GpuJsKernel, type NativeFunction } from './gpu-js.ts';
import type { GpuEngine } from '../options.ts';
import type { Handle } from './handle.ts';
import type { Reader } from './reader.ts';

/** What a kernel takes: memory of the device, a number, or an array of the host to upload. */
export type Argument = Handle | number | Float32Array;

/** A kernel as it goes to gpu.js. */
export interface KernelSource {
  /** A function in the part of JavaScript that gpu.js translates. */
  readonly code: string;
  /** Threads along x, and along y where there are two axes. */
  readonly threads: readonly number[];
  /** All functions that it calls. */
  readonly natives: readonly NativeFunction[];
  /**
   * How many results of four float32 a thread has, in WebGL: it returns the first and calls `target1(value)`,
   * `target2(value)` and so on for the others. Undefined for one result of a single float32.
   */
  readonly targets?: number;
  /** What tells it from all others, beside the lengths of its arguments. */
  readonly key: string;
}

/** Programs kept beyond those whose results are still in use. */
const capacity = 512;

interface Program {
  readonly kernel: GpuJsKernel;
  /** Results and readings of results that need the program: in WebGL, destroying it would destroy them. */
  users: number;
}

/** The texture or buffer of gpu.js. In its cpu mode a result is an array. */
export interface GpuJsResult {
  toArray?(): Float32Array | Promise<Float32Array>;
  delete?(): void;
}

/**
 * Compiles kernels and runs them. gpu.js compiles lengths into a program, so there is one for each combination of source and
 * lengths; the ones used last are kept.
 */
export class Programs {
  readonly #gpuJs: GpuJs;
  readonly #gpu: GpuJsInstance;
  readonly #engine: GpuEngine;
  readonly #reader: Reader;
  readonly #programs = new Map<string, Program>();
  #liveHandles = 0;

  constructor(gpuJs: GpuJs, gpu: GpuJsInstance, engine: GpuEngine, reader: Reader) {
    this.#gpuJs = gpuJs;
    this.#gpu = gpu;
    this.#engine = engine;
    this.#reader = reader;
  }

  /** Results not yet deleted. */
  get liveHandles(): number {
    return this.#liveHandles;
  }

  /** Runs a kernel; the results, in order of its targets. In WebGPU they are promised. */
  run(source: KernelSource, args: readonly Argument[]): Handle[] | Promise<Handle[]> {
    const program = this.#find(source, args);
    const results = program.kernel(...args.map((argument) => this.#native(argument)));
    const finish = (value: unknown): Handle[] => {
      this.#assertMode(program);
      const length = source.threads.reduce(
        (product, threads) => product * threads,
        source.targets === undefined ? 1 : 4,
      );
      return resultsOf(value, source.targets).map((result) => this.#handle(program, result, length));
    };
    program.users += 1;
    const release = (): void => void (program.users -= 1);
    if (results instanceof Promise) return results.then(finish).finally(release);
    release();
    return finish(results);
  }

  #find(source: KernelSource, args: readonly Argument[]): Program {
    const key = [source.key, ...args.map(lengthOf)].join(';');
    const program = this.#programs.get(key) ?? { kernel: this.#compile(source), users: 0 };
    // Behind all others: the order of the map is the order of last use.
    this.#programs.delete(key);
    this.#programs.set(key, program);
    if (this.#programs.size > capacity) this.#evict(program);
    return program;
  }

  #compile({ code, threads, natives, targets }: KernelSource): GpuJsKernel {
    const settings = {
      output: [...threads],
      nativeFunctions: natives,
      pipeline: true,
      immutable: true,
      precision: 'single',
      // Keeps phones from computing with 16 bits.
      tactic: 'precision',
    };
    if (targets === undefined || targets === 1) return this.#gpu.createKernel(code, settings);
    const others = Array.from({ length: targets - 1 }, (_, i) => `target${i + 1}`);
    const functions = Object.fromEntries(others.map((name) => [name, `function ${name}(value) { return value; }`]));
    return this.#gpu.createKernelMap(functions, code, settings);
  }

  /** Destroys the programs used longest ago whose results are all gone. */
  #evict(newest: Program): void {
    for (const [key, program] of this.#programs) {
      if (this.#programs.size <= capacity) return;
      if (program.users > 0 || program === newest) continue;
      program.kernel.kernel.destroy();
      this.#programs.delete(key);
    }
  }

  #native(argument: Argument): unknown {
    if (argument instanceof Float32Array) return this.#gpuJs.input(argument, [argument.length]);
    return typeof argument === 'number' ? argument : argument.value;
  }

  /** gpu.js runs what it cannot translate in its cpu mode, with no more than a warning. */
  #assertMode({ kernel }: Program): void {
    const { mode } = kernel.kernel.constructor;
    if (mode === reportedModes[this.#engine]) return;
    const reason = kernel.kernel.fallbackReason ?? 'it gave no reason';
    throw new BackendError(`gpu: gpu.js left ${this.#engine} for its mode '${mode}' (${reason}); use another engine`);
  }

  #handle(program: Program, value: GpuJsResult, length: number): Handle {
    let isDeleted = false;
    program.users += 1;
    this.#liveHandles += 1;
    const { read, readSync } = this.#reader;
    return {
      value,
      length,
      read: (count) => {
        program.users += 1;
        return read(value, count).finally(() => void (program.users -= 1));
      },
      ...(readSync && { readSync: (count) => readSync(value, count) }),
      delete: () => {
        if (isDeleted) return;
        isDeleted = true;
        program.users -= 1;
        this.#liveHandles -= 1;
        value.delete?.();
      },
    };
  }
}

/** A kernel of many targets gives an object: `result`, then what the functions kept, by their names. */
function resultsOf(value: unknown, targets: number | undefined): GpuJsResult[] {
  if (targets === undefined || targets === 1) return [value as GpuJsResult];
  const results = value as Readonly<Record<string, GpuJsResult>>;
  return Array.from({ length: targets }, (_, i) => results[i === 0 ? 'result' : `target${i}`]!);
}

function lengthOf(argument: Argument): number | '' {
  return typeof argument === 'number' ? '' : argument.length;
}
