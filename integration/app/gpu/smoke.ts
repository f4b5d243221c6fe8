/* What shows that a bundle of the GPU backend works: one conformance case of every kernel. */
import { gpu, type GpuEngine } from '@gemmule/backend-gpu';
import { runConformance, smokeCases } from '@gemmule/conformance';

export interface Smoke {
  /** How many cases passed. */
  readonly passed: number;
  /** Those that did not, and why. */
  readonly failed: readonly string[];
}

export async function smoke(engine: GpuEngine): Promise<Smoke> {
  const results = await runConformance(() => gpu({ engine }), { cases: smokeCases });
  const failed = results.filter(({ status }) => status !== 'passed');
  return {
    passed: results.length - failed.length,
    failed: failed.map(({ name, message }) => `${name}: ${message}`),
  };
}

/** The engine, or the error. */
export async function outcome(engine?: GpuEngine): Promise<string> {
  try {
    const backend = await gpu(engine === undefined ? {} : { engine });
    backend.dispose();
    return String(backend.engine);
  } catch (error) {
    return String(error);
  }
}
