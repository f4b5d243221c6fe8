import { findChromium, missingChromium } from './chromium.mjs';

/** Global setup of the browser tests: a missing browser is said in a sentence, before anything tries to start one. */
export function setup() {
  if (findChromium() !== undefined) return;
  const error = new Error(missingChromium());
  error.stack = ''; // it would only tell the way through vitest
  throw error;
}
