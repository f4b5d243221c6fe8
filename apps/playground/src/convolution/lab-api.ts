import { type Backend, BackendError, ShapeError, UsageError } from '@gemmule/core';
import { createEngine, type EngineId } from '../engine/engines.ts';
import { type Refusal, refusalOf } from '../engine/refusal.ts';
import { columnsOf } from './columns.ts';
import { convolve } from './convolve.ts';
import type { Lab } from './lab.ts';

const engines = new Map<EngineId, Promise<Backend>>();

/** One thread: these are small sums. An engine that could not be had, or was lost, is asked for again. */
async function engineFor(id: EngineId): Promise<Backend> {
  const engine = engines.get(id) ?? createEngine(id, 1);
  engines.set(id, engine);
  return engine;
}

async function answer<T>(id: EngineId, compute: (backend: Backend) => Promise<T>): Promise<T | Refusal> {
  try {
    return await compute(await engineFor(id));
  } catch (error) {
    if (error instanceof BackendError) engines.delete(id);
    if (error instanceof ShapeError || error instanceof UsageError || error instanceof BackendError) {
      return refusalOf(error);
    }
    throw error;
  }
}

export const lab: Lab = {
  convolve: (settings) => answer(settings.engine, (backend) => convolve(settings, backend)),
  unfold: (settings, group) => answer(settings.engine, (backend) => columnsOf(settings, group, backend)),
};
