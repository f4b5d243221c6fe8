// A job in which something goes wrong, in the last rank, while the others wait for it.
import { mpi } from '../../src/index.ts';
import { options, report } from './options.ts';

const { mode } = options as { mode: string };
const otherLibrary = process.env['OMPI_COMM_WORLD_RANK'] === undefined ? 'libmpi.so.40' : 'libmpich.so.12';
const rankOfLauncher = Number(process.env['OMPI_COMM_WORLD_RANK'] ?? process.env['PMI_RANK']);
if (rankOfLauncher === 2) {
  if (mode === 'throws before it joins') throw new RangeError('the last rank has had enough');
  if (mode === 'has no library') process.env['GEMMULE_MPI_LIBRARY'] = '/nowhere/libmpi.so';
  if (mode === "has another MPI's library") process.env['GEMMULE_MPI_LIBRARY'] = otherLibrary;
  // What a newer Node.js would be.
  if (mode === 'has another Node.js') Object.defineProperty(process, 'version', { value: 'v99.0.0' });
}
const world = await mpi();
const isLast = world.rank === world.size - 1;
const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
await world.barrier();

if (isLast) {
  if (mode === 'throws') throw new RangeError('the last rank has had enough', { cause: new Error('for a reason') });
  if (mode === 'rejects') void Promise.reject(new RangeError('the last rank has had enough'));
  if (mode === 'throws later')
    setTimeout(() => {
      throw new RangeError('the last rank has had enough');
    }, 300);
  if (mode === 'throws while it waits for the others') {
    void world.allReduce(new Float32Array(1));
    setTimeout(() => {
      throw new RangeError('the last rank has had enough');
    }, 300);
    await later(20_000);
  }
  if (mode === 'is killed') process.kill(process.pid, 'SIGKILL');
  if (mode === 'is terminated') process.kill(process.pid, 'SIGTERM');
  if (mode === 'exits with 0') process.exit(0);
  if (mode === 'exits with 7') process.exit(7);
  if (mode === 'aborts with 9') world.abort(9);
  if (mode === 'sums other numbers') await world.allReduce(new Float32Array(3), 'max');
  if (mode === 'throws later' || mode === 'rejects') await later(10_000);
  if (mode === 'ends before it exits') {
    await world.end();
    process.exit(0);
  }
  // 'is over': it comes to its end without a word.
}
if (mode === 'ends before it exits') {
  await later(500);
  await world.end();
  await world.barrier().catch((error: unknown) => report(world.rank, String(error)));
} else if (!isLast) {
  if (mode === 'throws while it waits for the others') await later(20_000);
  await world.allReduce(new Float32Array(4));
  report(world.rank, 'nobody can have summed up');
}
