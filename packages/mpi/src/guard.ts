import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Job } from './job.ts';

/**
 * Sees to it that a job ends as a whole. A script that is over takes its leave of the others. One that fails, or leaves without
 * that, ends them all: they would wait for it for ever.
 */
export function guard(job: Job): void {
  const who = `gemmule mpi: rank ${job.rank} of ${job.size}`;

  process.on('uncaughtExceptionMonitor', (error) => {
    // Somebody may handle it, and go on.
    if (job.hasEnded || process.listenerCount('uncaughtException') > 0) return;
    // At once and here: MPI ends this process before Node.js would write it.
    say(`${who} failed: ${inspect(error)}`);
  });

  process.on('exit', (code) => {
    if (job.hasEnded) return;
    if (code === 0) say(`${who} left before the job was over (process.exit?); \`await world.end()\` comes before that`);
    say(`${who} ends all others`);
    job.abort(code === 0 ? 1 : code);
  });

  process.on('beforeExit', () => {
    if (!job.hasEnded) void job.end();
  });
}

function say(line: string): void {
  writeSync(2, `${line}\n`);
}
