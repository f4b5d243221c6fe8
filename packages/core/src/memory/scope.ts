import { UsageError } from '../errors.ts';
import { type Holdings, unwatch, watch } from './abandoned.ts';

/** Fewest members after which a scope looks for those that have left it. */
const fewMembers = 256;

/** The tensors made since a scope began, so that its end can free them. */
class Scope {
  #members: Scoped[] = [];
  #enough = fewMembers;

  add(tensor: Scoped): void {
    // A long scope whose tensors are disposed one by one must not remember them all.
    if (this.#members.length >= this.#enough) {
      this.#members = this.#members.filter((member) => member.owner === this);
      this.#enough = Math.max(fewMembers, 2 * this.#members.length);
    }
    this.#members.push(tensor);
    tensor.owner = this;
  }

  end(): void {
    for (const member of this.#members) if (member.owner === this) member.dispose();
  }
}

let open: Scope | undefined;

/** What a scope frees: a tensor. */
export abstract class Scoped {
  /** The scope that will free it; outside of all scopes the finaliser watches over it. */
  owner: Scope | undefined;

  abstract dispose(): void;
  /** What the finaliser lets go of; undefined once it is disposed. */
  protected abstract holdings(): Holdings | undefined;

  /** To be called once there is something to let go of. */
  protected enterScope(): void {
    this.moveTo(open);
  }

  /** To be called when that has been let go of. */
  protected leaveScope(): void {
    if (this.owner === undefined) unwatch(this);
    this.owner = undefined;
  }

  moveTo(scope: Scope | undefined): void {
    if (scope !== undefined) return scope.add(this);
    this.owner = undefined;
    const holdings = this.holdings();
    if (holdings !== undefined) watch(this, holdings);
  }
}

/**
 * Takes a tensor out of the scope it was just made in: it lives until it is disposed. For what outlasts a training step,
 * such as a parameter made during the first one. Returns the tensor.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * let cache: Tensor<[3]> | undefined;
 * scope(() => {
 *   cache ??= keep(ones([3]));
 * });
 * console.log(cache!.isDisposed);   // false
 * ```
 */
export function keep<T extends Scoped>(tensor: T): T {
  if (tensor.owner !== undefined) tensor.moveTo(undefined);
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
 * const [prediction, target] = [tensor([1, 2], [2]), tensor([0, 4], [2])];
 * const loss = scope(() => mean(square(sub(prediction, target))));   // Tensor<[]>: 2.5
 * // the difference and its square are gone
 * ```
 */
export function scope<T>(body: () => T): T {
  const outer = open;
  const inner = new Scope();
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
    inner.end();
  }
}

/** Moves what `value` reaches from the scope that ends to the one around it. */
function handOver(value: unknown, inner: Scope, outer: Scope | undefined): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Scoped) {
    if (value.owner === inner) value.moveTo(outer);
  } else if (Array.isArray(value)) {
    for (const item of value) handOver(item, inner, outer);
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) handOver(item, inner, outer);
  }
}
