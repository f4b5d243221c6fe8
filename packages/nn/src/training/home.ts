import { type Backend, getBackend } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';

/** Where the model lives; the current backend for one that has no parameters, or not yet. */
export function homeOf(model: AnyLayer): Backend {
  for (const { tensor } of model.slots.values()) if (tensor !== undefined) return tensor.backend;
  return getBackend();
}
