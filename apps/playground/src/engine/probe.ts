import type { EngineId } from './engines.ts';

/** Whether this browser has an engine. */
export interface EngineReport {
  readonly id: Exclude<EngineId, 'auto'>;
  /** What it calls itself where it runs: `wasm-relaxed-simd x8`. */
  readonly engine?: string;
  /** The GPU that it runs on, as the browser calls it. */
  readonly device?: string;
  /** Why it does not, where it does not. */
  readonly reason?: string;
}

/** What runs in the worker. */
export interface Probe {
  probe(id: EngineReport['id']): Promise<EngineReport>;
}
