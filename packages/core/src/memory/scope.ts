import { UsageError } from '../errors.ts';

interface Disposable {
  dispose(): void;
}

/** Tensors made since the innermost scope began, so that its end can free them. */
let open: Set<Disposable> | undefined;

/** Called for every new tensor. */
export function enterScope(tensor: Disposable): void {
  open?.add(tensor);
}

/** Called for every disposed tensor that was made in a scope still open. */
export function leaveScope(tensor: Disposable): void {
  open?.delete(tensor);
}

/**
 * Takes a tensor out of the scope it was just made in: it lives until it is disposed. For what outlasts a training step,
 * such as a parameter made during the first one. Returns the tensor.
 *
 * @example
 * ```ts
 * scope(() => {
 *   cache ??= keep(ones([3]));
 * });
 * ```
 */
export function keep<T extends Disposable>(tensor: T): T {
  leaveScope(tensor);
  return tensor;
}

/**
 * Runs `body`, then frees every tensor made inside it that is not part of what it returns (a tensor, or arrays and plain
 * objects of them). What is returned belongs to the enclosing scope, if there is one. What a recorded computation still
 * needs for its gradients stays alive in the graph.
 *
 * @throws UsageError when `body` returns a promise: its tensors would be freed while it still runs. Use `using` there.
 * @example
 * ```ts
 * const loss = scope(() => mean(square(sub(prediction, target))));  // the difference and its square are gone
 * ```
 */
export function scope<T>(body: () => T): T {
  const outer = open;
  const inner = new Set<Disposable>();
  open = inner;
  try {
    const result = body();
    if (result instanceof Promise) {
      // Its rejection, if any, is reported by this error instead.
      result.catch(() => undefined);
      throw new UsageError(
        'scope: the function returned a promise; a scope ends before it settles. Use `using` instead',
      );
    }
    handOver(result, inner, outer);
    return result;
  } finally {
    open = outer;
    for (const tensor of inner) tensor.dispose();
  }
}

/** Moves what `value` reaches from the scope that ends to the one around it. */
function handOver(value: unknown, inner: Set<Disposable>, outer: Set<Disposable> | undefined): void {
  if (typeof value !== 'object' || value === null) return;
  if (inner.delete(value as Disposable)) {
    outer?.add(value as Disposable);
  } else if (Array.isArray(value)) {
    for (const item of value) handOver(item, inner, outer);
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) handOver(item, inner, outer);
  }
}
