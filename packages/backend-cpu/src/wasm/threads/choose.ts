import { BackendError } from '@gemmule/core';

/** More rarely pay: convolutions of common sizes do not have enough to share. */
const most = 8;

/** @throws BackendError when threads were asked for and the host has none */
export function chooseThreads(asked: number | undefined): number {
  if (asked === 1) return 1;
  const reason = whyNone();
  if (reason === undefined) return asked ?? Math.max(1, Math.min(globalThis.navigator?.hardwareConcurrency ?? 1, most));
  if (asked !== undefined) throw new BackendError(`cpu: ${asked} threads were asked for, but ${reason}`);
  return 1;
}

/** Why there can be no threads, if so. */
function whyNone(): string | undefined {
  if (globalThis.process?.versions?.node !== undefined) return undefined;
  if (typeof Worker === 'undefined') return 'the host has no workers';
  if (globalThis.crossOriginIsolated) return undefined;
  return 'this page is not cross-origin isolated (headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)';
}
