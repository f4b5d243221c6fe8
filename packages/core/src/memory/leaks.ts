/** A tensor that nobody disposed. */
export interface Leak {
  /** Of the tensor that nobody disposed. */
  readonly shape: readonly number[];
  /** Where it was made. */
  readonly stack: string;
  /** Whether the garbage collector has found it already; if not it is still reachable, perhaps rightly. */
  readonly collected: boolean;
}

interface Traced {
  readonly shape: readonly number[];
}

let debugging = false;
let traces = new Map<object, Leak>();
let keys = new WeakMap<Traced, object>();
const collected = new FinalizationRegistry<object>((key) => {
  const leak = traces.get(key);
  if (leak !== undefined) traces.set(key, { ...leak, collected: true });
});

/**
 * Switches the leak report on or off. While on, every new tensor remembers the stack that made it, which is slow; turning
 * it on or off forgets what was recorded.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * debugMemory(true);
 * const forgotten = ones([3]);
 * console.log(leakReport().length);   // 1
 * debugMemory(false);
 * ```
 */
export function debugMemory(on: boolean): void {
  debugging = on;
  traces = new Map();
  keys = new WeakMap();
}

/**
 * Tensors made since `debugMemory(true)` and not disposed yet, oldest first.
 *
 * @throws Nothing. While `debugMemory` is off the list is empty.
 * @example
 * ```ts
 * debugMemory(true);
 * const forgotten = ones([2, 3]);
 * for (const { shape, stack } of leakReport()) console.log(shape);   // [2, 3]
 * debugMemory(false);
 * ```
 */
export function leakReport(): Leak[] {
  return [...traces.values()];
}

export function trackCreation(tensor: Traced): void {
  if (!debugging) return;
  const key = {};
  traces.set(key, { shape: tensor.shape, stack: creationStack(), collected: false });
  keys.set(tensor, key);
  collected.register(tensor, key);
}

export function trackDisposal(tensor: Traced): void {
  if (!debugging) return;
  const key = keys.get(tensor);
  if (key !== undefined) traces.delete(key);
}

/** The stack without the frames of tensor construction itself. */
function creationStack(): string {
  const frames = new Error('creation').stack?.split('\n').slice(1) ?? [];
  return frames
    .filter((frame) => !/trackCreation|creationStack|new (Any|Int)?Tensor|empty(Int)?Tensor/.test(frame))
    .join('\n');
}
