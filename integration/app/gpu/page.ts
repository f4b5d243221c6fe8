import type { GpuEngine } from '@gemmule/backend-gpu';
import { outcome, type Smoke, smoke } from './smoke.ts';

/** What the page offers to the tests. */
export interface GpuPage {
  gemmule: {
    outcome(engine?: GpuEngine): Promise<string>;
    smoke(engine: GpuEngine): Promise<Smoke>;
  };
}

/** What tests call by the tools of developers may make code of strings against the policy. What a timer calls may not. */
function onTimer<T>(action: () => Promise<T>): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(action())));
}

(globalThis as unknown as GpuPage).gemmule = {
  outcome: (engine) => onTimer(() => outcome(engine)),
  smoke: (engine) => onTimer(() => smoke(engine)),
};
