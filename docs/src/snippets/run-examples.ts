/**
 * Runs modules made of examples, one after the other, in one process: a CPU backend is there, as an example expects.
 * Prints a line of JSON for each, `{ path, error }`.
 */
import { cpu } from '@gemmule/backend-cpu';
import { readFileSync } from 'node:fs';
import { listBackends, registerBackend, unregisterBackend } from '@gemmule/core';

for (const path of process.argv.slice(2)) {
  await prepare(/\bregisterBackend\(/.test(readFileSync(path, 'utf8')));
  const error = await import(path).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  process.stdout.write(`\n@result ${JSON.stringify({ path, error })}\n`);
}

/** Sees to it that there is a backend, and no other. An example that registers one itself finds none. */
async function prepare(registers: boolean): Promise<void> {
  for (const { name } of listBackends()) if (registers || name !== 'cpu') unregisterBackend(name);
  if (!registers && listBackends().length === 0) await registerBackend(cpu());
}

process.exit(); // examples need not stop what they start
