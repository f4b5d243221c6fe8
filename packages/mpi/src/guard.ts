import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import type { Job } from './job.ts';

/** Whether this process has joined a job. */
let isGuarded = false;

/**
 * Sees to it that a job ends as a whole. A script that is over takes its leave of the others. One that fails, or leaves without
 * that, ends them all: they would wait for it for ever.
 */
export function guard(job: Job): void {
  isGuarded = true;
  const who = `rank ${job.rank} of ${job.size}`;
  reportFailures(who, () => !job.hasEnded);
  process.on('exit', (code) => {
    if (job.isStuck) {
      say(`${who}: MPI_Finalize does not return; left without it, all processes were done`);
      // Node.js would wait for the thread that is in it.
      job.leave(code);
    }
    if (job.hasEnded) return;
    if (code === 0) say(`${who} left before the job was over (process.exit?); \`await world.end()\` comes before that`);
    say(`${who} ends all others`);
    letItBeRead();
    job.abort(code === 0 ? 1 : code);
  });
  process.on('beforeExit', () => {
    if (!job.hasEnded) void job.end();
  });
}

/**
 * The same for a process that fails before it has joined the others, which wait for it to join. Open MPI's launcher ends them;
 * that of MPICH has to be told, by a line of its protocol (PMI 1, "Wire protocol").
 */
export function guardBeforeJoining(): void {
  const { PMI_FD } = process.env;
  if (PMI_FD === undefined) return;
  reportFailures('a process that has not joined the others yet', () => !isGuarded);
  process.on('exit', (code) => {
    if (isGuarded || code === 0) return;
    letItBeRead();
    try {
      writeSync(Number(PMI_FD), `cmd=abort exitcode=${code}\n`);
    } catch {
      // A launcher that has no ear for it.
    }
  });
}

/** Writes what ends this process: at once and here, because MPI ends it before Node.js would write it. */
function reportFailures(who: string, isMine: () => boolean): void {
  process.on('uncaughtExceptionMonitor', (error) => {
    // Somebody may handle it, and go on.
    if (isMine() && process.listenerCount('uncaughtException') === 0) say(`${who} failed: ${inspect(error)}`);
  });
}

/** A launcher that is told to end a job may drop what it has not read yet of our last words. */
function letItBeRead(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
}

function say(line: string): void {
  writeSync(2, `gemmule mpi: ${line}\n`);
}
