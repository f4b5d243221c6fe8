import { BackendError } from '../errors.ts';
import type { Backend } from './backend.ts';

const registered = new Map<string, Backend>();
let current: Backend | undefined;

/**
 * Makes a backend known by its name, once it is ready. The first one registered becomes the default.
 *
 * @throws BackendError when another backend of that name is registered, and whatever creating the backend threw.
 * @example
 * ```ts
 * await registerBackend(cpu());
 * ```
 */
export async function registerBackend<B extends Backend>(backend: B | Promise<B>): Promise<B> {
  const ready = await backend;
  const holder = registered.get(ready.name);
  if (holder !== undefined && holder !== ready) {
    throw new BackendError(
      `registerBackend: a backend named '${ready.name}' (${holder.engine}) is registered already; ` +
        `call unregisterBackend('${ready.name}') first`,
    );
  }
  registered.set(ready.name, ready);
  current ??= ready;
  return ready;
}

/**
 * The backend of that name, or the default one.
 *
 * @throws BackendError when there is none.
 * @example
 * ```ts
 * getBackend().name;   // cpu
 * getBackend('cpu') === getBackend();
 * ```
 */
export function getBackend(name?: string): Backend {
  if (name === undefined) {
    if (current !== undefined) return current;
    throw new BackendError('no backend is registered; call `await registerBackend(cpu())` first');
  }
  const backend = registered.get(name);
  if (backend !== undefined) return backend;
  const known = [...registered.keys()].map((known) => `'${known}'`).join(', ');
  throw new BackendError(`no backend named '${name}' is registered (registered: ${known === '' ? 'none' : known})`);
}

/**
 * Makes a registered backend the default for new tensors.
 *
 * @throws BackendError when it is not registered.
 * @example
 * ```ts
 * const plain = await registerBackend(naiveBackend('plain'));
 * setBackend(plain);
 * console.log(ones([2]).backend.name);   // plain
 * ```
 */
export function setBackend(backend: Backend | string): void {
  const name = typeof backend === 'string' ? backend : backend.name;
  const found = getBackend(name);
  if (typeof backend !== 'string' && found !== backend) {
    throw new BackendError(`setBackend: another backend is registered as '${name}'; register this one first`);
  }
  current = found;
}

/**
 * All registered backends, in order of registration.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * console.log(listBackends().map(({ name }) => name));   // ['cpu']
 * ```
 */
export function listBackends(): Backend[] {
  return [...registered.values()];
}

/**
 * Forgets a backend and disposes it; tensors on it become unusable. The oldest one left becomes the default.
 *
 * @throws BackendError when it is not registered.
 * @example
 * ```ts
 * const backend = await registerBackend(naiveBackend('another'));
 * unregisterBackend(backend);
 * ```
 */
export function unregisterBackend(backend: Backend | string): void {
  const found = getBackend(typeof backend === 'string' ? backend : backend.name);
  registered.delete(found.name);
  if (current === found) current = registered.values().next().value;
  found.dispose();
}
