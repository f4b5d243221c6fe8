import type { Task } from '../cases.ts';
import type { Operands } from '../operands.ts';
import { gemmule } from '../peers/gemmule.ts';

/**
 * What a network should compute. Not by the definition, as for single operations, but by our engine in plain TypeScript,
 * which sums in doubles and is held to the definition by the conformance suite; the tests here set TensorFlow.js
 * against it.
 */
export async function expectedOf(task: Task, operands: Operands): Promise<Float64Array> {
  const judge = await gemmule('judge', { engine: 'typescript', threads: 1 });
  const prepared = await judge.prepare(task, operands);
  try {
    return Float64Array.from(await prepared.result());
  } finally {
    await prepared.dispose();
    await judge.dispose?.();
  }
}
