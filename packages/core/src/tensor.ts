// Whoever reads the declarations needs to know `Symbol.dispose`, whatever their `lib`.
/// <reference lib="esnext.disposable" preserve="true" />
import { GraphNode } from './autograd/graph.ts';
import type { Backend } from './backend/backend.ts';
import type { DType, HostArray } from './backend/storage.ts';
import { BackendError, UsageError } from './errors.ts';
import type { Holdings } from './memory/abandoned.ts';
import { trackCreation, trackDisposal } from './memory/leaks.ts';
import { Scoped } from './memory/scope.ts';
import { SharedStorage } from './memory/shared-storage.ts';
import { type Shape, showShape } from './shape/shape.ts';

/** What `.shape` holds at run time: numbers; literal dimensions stay literal, named ones become `number`. */
export type ShapeOf<S extends Shape> = { readonly [I in keyof S]: S[I] extends number ? S[I] : number };

/** The tensor type for the result of a shape rule. After an error it has unknown shape, so one mistake is one error. */
// `any[]` rather than `Shape`: it keeps generic batch dimensions resolvable.
// oxlint-disable-next-line typescript/no-explicit-any
export type Out<Result> = Result extends readonly any[] ? Tensor<Result> : Tensor<number[]>;

/** As {@link Out}, for indices. */
export type IndexOut<Result> = Result extends Shape ? IntTensor<Result> : IntTensor<number[]>;

/** A tensor's memory and its place in the recorded computation. */
class TensorHoldings implements Holdings {
  readonly storage: SharedStorage;
  node: GraphNode | undefined;

  constructor(storage: SharedStorage, node: GraphNode | undefined) {
    this.storage = storage;
    this.node = node?.retain();
  }

  letGo(): void {
    this.node?.release();
    this.node = undefined;
    this.storage.release();
  }
}

/** What float and int tensors share. Dense, row-major, on one backend; immutable but for `write` and training steps. */
export abstract class AnyTensor<out S extends Shape = Shape, D extends DType = DType> extends Scoped {
  /** Only for the compiler: a shape with names is not visible in `shape`. */
  declare readonly '~shape': S;
  /** The lengths of its dimensions, outermost first. */
  readonly shape: ShapeOf<S>;
  /** Number of elements. */
  readonly size: number;
  /** What its elements are. */
  abstract readonly dtype: D;
  #holdings: TensorHoldings | undefined;

  /** Made by `tensor(…)` and by operations. Takes over one reference of `storage`. */
  constructor(storage: SharedStorage, shape: readonly number[], node?: GraphNode) {
    super();
    this.shape = shape as unknown as ShapeOf<S>;
    this.size = storage.buffer.length;
    this.#holdings = new TensorHoldings(storage, node);
    this.enterScope();
    trackCreation(this);
  }

  /** How many dimensions it has. */
  get rank(): number {
    return this.shape.length;
  }

  /** Where it lives, and where operations on it run. @throws UsageError when it was disposed. */
  get backend(): Backend {
    return this.storage.backend;
  }

  /** Whether its memory was given back: everything but its shape is then an error. */
  get isDisposed(): boolean {
    return this.#holdings === undefined;
  }

  /** For operations and backends. @throws UsageError after `dispose`. */
  get storage(): SharedStorage {
    return this.#alive('use').storage;
  }

  /** Where this tensor stands in the recorded computation; undefined when no gradient is asked of it. */
  get node(): GraphNode | undefined {
    return this.#alive('use').node;
  }

  /** Whether operations on it are recorded, so that `gradients` can go back to it. */
  get requiresGrad(): boolean {
    return this.node !== undefined;
  }

  /** For the recorder: makes this tensor the output of `node`. */
  attach(node: GraphNode): void {
    const holdings = this.#alive('record');
    if (holdings.node !== undefined) throw new UsageError('attach: this tensor is part of a graph already');
    holdings.node = node.retain();
  }

  /**
   * A host copy of the elements, row-major.
   *
   * @throws UsageError after `dispose`; BackendError when the backend has failed since.
   */
  async data(): Promise<HostArray[D]> {
    const { storage } = this.#alive('data');
    return (await storage.backend.read(storage.buffer, this.size)) as HostArray[D];
  }

  /**
   * As `data`, at once. With `into`, the copy is made there, and that is returned: for what is read again and again.
   *
   * @throws BackendError on a backend whose host cannot wait for its device; UsageError for an array of another length or kind.
   */
  dataSync(into?: HostArray[D]): HostArray[D] {
    const { storage } = this.#alive('dataSync');
    if (into !== undefined) this.#assertHolds('dataSync', into);
    const { backend } = storage;
    if (backend.readSync === undefined) {
      throw new BackendError(
        `dataSync: backend '${backend.name}' (${backend.engine}) cannot read at once; use \`await tensor.data()\``,
      );
    }
    const values = backend.readSync(storage.buffer, this.size, into) as HostArray[D];
    if (into === undefined || values === into) return values;
    into.set(values);
    return into;
  }

  /** The only element of a one-element tensor. @throws UsageError when there are more or fewer. */
  async item(): Promise<number> {
    if (this.size !== 1) {
      throw new UsageError(`item: a tensor of shape ${showShape(this.shape)} has ${this.size} elements, not 1`);
    }
    return (await this.data())[0] ?? NaN;
  }

  /**
   * Overwrites the elements in place, for tensors that are refilled, such as a batch.
   *
   * @throws UsageError after `dispose`, for another number of values, or for the wrong kind of array.
   */
  write(values: HostArray[D]): this {
    const { storage } = this.#alive('write');
    this.#assertHolds('write', values);
    storage.backend.write(storage.buffer, values);
    storage.version += 1;
    return this;
  }

  #assertHolds(operation: string, values: HostArray[D]): void {
    if (!(values instanceof (this.dtype === 'int32' ? Int32Array : Float32Array))) {
      throw new UsageError(
        `${operation}: a tensor of ${this.dtype} takes ${this.dtype === 'int32' ? 'an Int32Array' : 'a Float32Array'}`,
      );
    }
    if (values.length === this.size) return;
    throw new UsageError(
      `${operation}: ${values.length} values for shape ${showShape(this.shape)} with ${this.size} elements`,
    );
  }

  /** For `to`: what must not be lost in the move. */
  protected assertMovable(): void {
    if (this.node !== undefined && !this.node.isLeaf) {
      throw new UsageError(
        `to: ${showShape(this.shape)} is part of a recorded computation, and gradients do not flow between backends; ` +
          'move detach(x) instead',
      );
    }
  }

  /** Frees the memory now instead of at the end of the scope. A second call does nothing. */
  override dispose(): void {
    const holdings = this.#holdings;
    if (holdings === undefined) return;
    this.#holdings = undefined;
    this.leaveScope();
    trackDisposal(this);
    holdings.letGo();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  override toString(): string {
    const state = this.isDisposed ? 'disposed' : `${this.dtype} on ${this.backend.name}`;
    return `Tensor ${showShape(this.shape)} (${state})`;
  }

  protected override holdings(): TensorHoldings | undefined {
    return this.#holdings;
  }

  #alive(operation: string): TensorHoldings {
    if (this.#holdings !== undefined) return this.#holdings;
    throw new UsageError(
      `${operation}: this tensor of shape ${showShape(this.shape)} was disposed; ` +
        'keep it out of the scope that ended, or return it from there',
    );
  }
}

/**
 * A float32 tensor whose shape the compiler knows: `Tensor<[8, 64, 112, 112]>`. A dimension is a literal (checked while
 * compiling), `number` (checked at run time) or a name such as `'N'` (bound when used).
 */
export class Tensor<out S extends Shape = Shape> extends AnyTensor<S, 'float32'> {
  override readonly dtype = 'float32' as const;

  /**
   * A copy on another backend, with the same `requiresGrad`.
   *
   * @throws UsageError for a tensor that was computed from one with `requiresGrad`: gradients do not cross backends.
   * @example
   * ```ts
   * const naive = await registerBackend(naiveBackend());
   * const x = ones([2], { backend: await cpu() });
   * const y = await x.to(naive);   // Tensor<[2]>: 1, 1
   * ```
   */
  async to(backend: Backend): Promise<Tensor<S>> {
    this.assertMovable();
    const leaf = this.requiresGrad ? new GraphNode('tensor', this.shape, [], []) : undefined;
    const values = await this.data();
    return new Tensor<S>(new SharedStorage(backend, this.dtype, this.size), this.shape, leaf).write(values);
  }
}

/** An int32 tensor: labels and indices. */
export class IntTensor<out S extends Shape = Shape> extends AnyTensor<S, 'int32'> {
  override readonly dtype = 'int32' as const;

  /** A copy on another backend. */
  async to(backend: Backend): Promise<IntTensor<S>> {
    const values = await this.data();
    return new IntTensor<S>(new SharedStorage(backend, this.dtype, this.size), this.shape).write(values);
  }
}

/** A tensor with unspecified content, for an operation to write its result into. */
export function emptyTensor(backend: Backend, shape: readonly number[]): Tensor<number[]> {
  return new Tensor<number[]>(new SharedStorage(backend, 'float32', count(shape)), shape);
}

/** As {@link emptyTensor}, of int32. */
export function emptyIntTensor(backend: Backend, shape: readonly number[]): IntTensor<number[]> {
  return new IntTensor<number[]>(new SharedStorage(backend, 'int32', count(shape)), shape);
}

function count(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}
