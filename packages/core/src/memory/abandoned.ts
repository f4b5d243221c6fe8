/** What a tensor holds on to; kept apart so that the finaliser can let go of it without the tensor. */
export interface Holdings {
  letGo(): void;
}

/**
 * The safety net for tensors that nobody disposed. Only that: how soon it runs is up to the garbage collector. Tensors in a
 * scope need none, which spares most of them two calls that cost as much as all the rest of making one.
 */
const abandoned = new FinalizationRegistry<Holdings>((holdings) => holdings.letGo());

export function watch(tensor: object, holdings: Holdings): void {
  abandoned.register(tensor, holdings, tensor);
}

export function unwatch(tensor: object): void {
  abandoned.unregister(tensor);
}
