import type { Backend } from '../backend/backend.ts';
import { type Observer, observed } from './observer.ts';
import { type Work, works } from './work.ts';

/** One run of a kernel. */
export interface KernelRun {
  /** The operation it belongs to: `'conv2d'`, `'conv2d gradient'`. */
  readonly operation: string;
  /** The contract's name for it: `'gemm'`, or an override's: `'conv'`. */
  readonly kernel: string;
  /** Milliseconds since profiling began. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Floating-point operations by the definition, 0 where numbers are only moved. */
  readonly flops: number;
  /** Read and written, each number counted once. */
  readonly bytes: number;
  /** How often the backend was asked for new memory since the kernel before. */
  readonly allocations: number;
}

const BYTES_PER_ELEMENT = 4;

/** Puts itself between core and a backend's kernels, and notes what they do. */
export class Recorder implements Observer {
  readonly #backend: Backend;
  readonly #runs: { -readonly [Key in keyof KernelRun]: KernelRun[Key] }[] = [];
  readonly #pending: Promise<void>[] = [];
  readonly #begin = performance.now();
  #operation = 'none';
  #gradient: string | undefined;
  #allocations: number;
  /** When the kernel before was done, where they run later than they are called. */
  #doneBefore = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#allocations = backend.memory().allocations;
  }

  operation(name: string): void {
    this.#operation = name;
  }

  gradient(name: string | undefined): void {
    this.#gradient = name;
  }

  /** Records until the returned function is called, which puts everything back. */
  start(): () => void {
    const backend = this.#backend as unknown as Record<string, unknown>;
    const before = { overrides: Object.getOwnPropertyDescriptor(backend, 'overrides'), by: observed.by };
    const required = Object.keys(works).filter((name) => typeof backend[name] === 'function');
    const own = required.map((name) => [name, Object.getOwnPropertyDescriptor(backend, name)] as const);
    const put = (key: string, value: unknown): void =>
      void Object.defineProperty(backend, key, { value, configurable: true, writable: true, enumerable: true });
    for (const name of required) put(name, this.#watched(name, backend[name] as Kernel, backend));
    put('overrides', this.#watchedOverrides(backend['overrides'] as Record<string, Kernel | undefined> | undefined));
    observed.by = this;
    return () => {
      observed.by = before.by;
      for (const [name, descriptor] of [...own, ['overrides', before.overrides] as const]) {
        if (descriptor === undefined) delete backend[name];
        else Object.defineProperty(backend, name, descriptor);
      }
    };
  }

  /** All runs so far, once they are over. */
  async runs(): Promise<readonly KernelRun[]> {
    await Promise.all(this.#pending);
    return this.#runs;
  }

  #watchedOverrides(overrides: Record<string, Kernel | undefined> = {}): Record<string, Kernel> {
    return Object.fromEntries(
      Object.keys(works).flatMap((name) => {
        const kernel = overrides[name];
        return kernel === undefined ? [] : [[name, this.#watched(name, kernel, overrides)]];
      }),
    );
  }

  #watched(name: string, kernel: Kernel, owner: unknown): Kernel {
    const workOf = (works as unknown as Record<string, ((op: unknown) => Work) | undefined>)[name];
    return (op) => {
      const start = performance.now();
      const result = kernel.call(owner, op);
      // An override that declined has done nothing; core derives the case with other kernels.
      if (result !== false && workOf !== undefined) this.#note(name, start - this.#begin, workOf(op));
      return result;
    };
  }

  #note(kernel: string, start: number, { flops, elements, target }: Work): void {
    const operation = this.#gradient === undefined ? this.#operation : `${this.#gradient} gradient`;
    const { allocations } = this.#backend.memory();
    const run = {
      operation,
      kernel,
      start,
      duration: 0,
      flops,
      bytes: elements * BYTES_PER_ELEMENT,
      allocations: allocations - this.#allocations,
    };
    this.#allocations = allocations;
    this.#runs.push(run);
    this.#measure(run, target);
  }

  /** Reading an element of the result waits for the kernel, at once or, where nothing can be read at once, some time. */
  #measure(run: { start: number; duration: number }, target: Work['target']): void {
    const length = Math.min(target.length, 1);
    if (this.#backend.readSync !== undefined) {
      this.#backend.readSync(target, length);
      run.duration = performance.now() - this.#begin - run.start;
      return;
    }
    const done = this.#backend.read(target, length).then(() => {
      const now = performance.now() - this.#begin;
      // It began when it was called, or when the one before it was over.
      run.start = Math.max(run.start, this.#doneBefore);
      run.duration = Math.max(0, now - run.start);
      this.#doneBefore = now;
    });
    this.#pending.push(done);
  }
}

type Kernel = (op: unknown) => unknown;
