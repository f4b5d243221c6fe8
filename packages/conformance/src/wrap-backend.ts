import type { Backend, BackendBuffer } from '@gemmule/core';

/**
 * The same backend with some of its members replaced. Storage is shared: a buffer of one is a buffer of the other. The
 * original is left as it was, and so is what its own methods see.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const naive = naiveBackend();
 * const counted = wrapBackend(naive, { gemm: (op) => naive.gemm(op), engine: 'counting' });
 * console.log(counted.engine);   // counting
 * ```
 */
export function wrapBackend<B extends BackendBuffer>(backend: Backend<B>, changes: Partial<Backend<B>>): Backend<B> {
  const own = new Map<PropertyKey, unknown>();
  return new Proxy(backend, {
    get(target, key) {
      if (Object.hasOwn(changes, key)) return changes[key as keyof Backend<B>];
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      // Bound to the original, because a class with private fields knows only its own instances.
      if (!own.has(key)) own.set(key, value.bind(target));
      return own.get(key);
    },
    has: (target, key) => Object.hasOwn(changes, key) || Reflect.has(target, key),
  });
}

/**
 * The backend without its overrides: core then derives everything from the required kernels. The suite runs both ways,
 * and a program can compare the two.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const derived = withoutOverrides(await cpu());
 * console.log(derived.overrides);   // {}
 * ```
 */
export function withoutOverrides<B extends BackendBuffer>(backend: Backend<B>): Backend<B> {
  const { preferredBytes, convTranspose } = backend.workspace;
  // What the backend says of columns (`skipsColumns`) holds with its overrides only.
  return wrapBackend(backend, { overrides: {}, workspace: { preferredBytes, convTranspose } });
}
