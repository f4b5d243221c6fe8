import { BackendError } from '@gemmule/core';

/** @throws BackendError where functions cannot be made of strings, as gpu.js does for its cpu mode, and fails without a reason. */
export function assertGeneratesCode(): void {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval
    void new Function('');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackendError(`gpu.js-cpu: this host forbids code from strings, which gpu.js makes for it: ${why}`, {
      cause,
    });
  }
}
