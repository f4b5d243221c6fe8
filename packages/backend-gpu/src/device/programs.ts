import { BackendError } from '@gemmule/core';
import { reportedModes, type GpuJs, type GpuJsInstance, type GpuJsKernel } from './gpu-js.ts';
import type { GpuEngine } from '../options.ts';
import type { Handle } from './handle.ts';

/** What a kernel takes: memory of the device, a number, or an array of the host to upload. */
export type Argument = Handle | number | Float32Array;

/** Programs kept beyond those whose results are still in use. */
const capacity = 512;

interface Program {
  readonly kernel: GpuJsKernel;
  /** Results and readings of results that need the program: in WebGL, destroying it would destroy them. */
  users: number;
}

/** The texture or buffer of gpu.js. In its cpu mode a result is an array. */
interface Result {
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
  readonly #programs = new Map<string, Program>();
  #liveHandles = 0;

  constructor(gpuJs: GpuJs, gpu: GpuJsInstance, engine: GpuEngine) {
    this.#gpuJs = gpuJs;
    this.#gpu = gpu;
    this.#engine = engine;
  }

  /** Results not yet deleted. */
  get liveHandles(): number {
    return this.#liveHandles;
  }

  /** Runs `source` for each of `length` elements. In WebGPU the result is a promise. */
  run(source: string, length: number, args: readonly Argument[]): Handle | Promise<Handle> {
    const program = this.#find(source, length, args);
    const result = program.kernel(...args.map((argument) => this.#native(argument)));
    const finish = (value: unknown): Handle => {
      this.#assertMode(program);
      return this.#handle(program, value as Result, length);
    };
    program.users += 1;
    const release = (): void => void (program.users -= 1);
    if (result instanceof Promise) return result.then(finish).finally(release);
    release();
    return finish(result);
  }

  #find(source: string, length: number, args: readonly Argument[]): Program {
    const key = [source, length, ...args.map(lengthOf)].join(';');
    const program = this.#programs.get(key) ?? { kernel: this.#compile(source, length), users: 0 };
    // Behind all others: the order of the map is the order of last use.
    this.#programs.delete(key);
    this.#programs.set(key, program);
    if (this.#programs.size > capacity) this.#evict(program);
    return program;
  }

  #compile(source: string, length: number): GpuJsKernel {
    // `tactic` keeps phones from computing with 16 bits.
    const settings = { output: [length], pipeline: true, immutable: true, precision: 'single', tactic: 'precision' };
    return this.#gpu.createKernel(source, settings);
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

  #handle(program: Program, result: Result, length: number): Handle {
    let isDeleted = false;
    program.users += 1;
    this.#liveHandles += 1;
    return {
      value: result,
      length,
      read: () => {
        const array = result.toArray?.() ?? Float32Array.from(result as Float32Array);
        if (!(array instanceof Promise)) return array;
        program.users += 1;
        return array.finally(() => void (program.users -= 1));
      },
      delete: () => {
        if (isDeleted) return;
        isDeleted = true;
        program.users -= 1;
        this.#liveHandles -= 1;
        result.delete?.();
      },
    };
  }
}

function lengthOf(argument: Argument): number | '' {
  return typeof argument === 'number' ? '' : argument.length;
}
