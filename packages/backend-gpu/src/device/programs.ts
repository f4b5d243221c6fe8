import { BackendError } from '@gemmule/core';
import { reportedModes, type GpuJs, type GpuJsInstance, type GpuJsKernel, type NativeFunction } from './gpu-js.ts';
import type { GpuEngine } from '../options.ts';
import type { Handle } from './handle.ts';
import type { Reader } from './reader.ts';
import { ResultBuffers } from '../webgpu/result-buffers.ts';

/** What a kernel takes: memory of the device, a number, or an array of the host to upload. */
export type Argument = Handle | number | Float32Array;

/** A kernel as it goes to gpu.js. */
export interface KernelSource {
  /** A function in the part of JavaScript that gpu.js translates. */
  readonly code: string;
  /** Threads along x, and along y where there are two axes. */
  readonly threads: readonly number[];
  /** Writes all functions that it calls. */
  readonly natives: () => readonly NativeFunction[];
  /**
   * How many results of four float32 a thread has, in WebGL: it returns the first and calls `target1(value)`,
   * `target2(value)` and so on for the others. Undefined for one result of a single float32.
   */
  readonly targets?: number;
  /** In WebGPU, how many float32 the result has where threads return four, or store some by a native function. */
  readonly length?: number;
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
  /** In WebGPU, how many float32 a thread returned, and how many threads there were. */
  componentCount?: number;
  output?: readonly number[];
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
  /** Memory that results are in, where it can be used again. */
  readonly #results: ResultBuffers | undefined;
  #liveHandles = 0;

  constructor(gpuJs: GpuJs, gpu: GpuJsInstance, engine: GpuEngine, reader: Reader) {
    this.#gpuJs = gpuJs;
    this.#gpu = gpu;
    this.#engine = engine;
    this.#reader = reader;
    this.#results = engine === 'webgpu' ? new ResultBuffers() : undefined;
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
      return resultsOf(value, source).map((result) => this.#handle(program, result, lengthOfResult(source)));
    };
    program.users += 1;
    const release = (): void => void (program.users -= 1);
    if (results instanceof Promise) return results.then(finish).finally(release);
    release();
    return finish(results);
  }

  /** Frees what no result holds. */
  destroy(): void {
    this.#results?.destroy();
  }

  #find(source: KernelSource, args: readonly Argument[]): Program {
    const key = [source.key, ...args.map(lengthOf)].join(';');
    const program = this.#programs.get(key) ?? this.#create(source);
    // Behind all others: the order of the map is the order of last use.
    this.#programs.delete(key);
    this.#programs.set(key, program);
    if (this.#programs.size > capacity) this.#evict(program);
    return program;
  }

  #create(source: KernelSource): Program {
    const kernel = this.#compile(source);
    this.#results?.serve(kernel.kernel, lengthOfResult(source));
    return { kernel, users: 0 };
  }

  #compile({ code, threads, natives, targets }: KernelSource): GpuJsKernel {
    const settings = {
      output: [...threads],
      nativeFunctions: natives(),
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
    const buffer = this.#results?.claim(program.kernel.kernel);
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
        if (buffer !== undefined) this.#results!.giveBack(buffer);
        else value.delete?.();
      },
    };
  }
}

/** A kernel of many targets gives an object: `result`, then what the functions kept, by their names. */
function resultsOf(value: unknown, { targets = 1, length }: KernelSource): GpuJsResult[] {
  if (length !== undefined) relabel(value as GpuJsResult, length);
  if (targets === 1) return [value as GpuJsResult];
  const results = value as Readonly<Record<string, GpuJsResult>>;
  return Array.from({ length: targets }, (_, i) => results[i === 0 ? 'result' : `target${i}`]!);
}

/** What threads stored in fours is `length` float32 for all who read it. */
function relabel(result: GpuJsResult, length: number): void {
  result.componentCount = 1;
  result.output = [length];
}

function lengthOfResult({ threads, targets, length }: KernelSource): number {
  return length ?? threads.reduce((product, along) => product * along, targets === undefined ? 1 : 4);
}

function lengthOf(argument: Argument): number | '' {
  return typeof argument === 'number' ? '' : argument.length;
}
