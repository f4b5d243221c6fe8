/*
 * The thread that makes all calls to MPI: a call blocks until the other processes have made theirs, and meanwhile the main
 * thread computes, and hears signals.
 */
import { workerData } from 'node:worker_threads';
import { elementTypeOf, emptyNumbers, type Numbers } from '../native/handles.ts';
import { type Native, openNative } from '../native/native.ts';
import { disagreement } from './agreement.ts';
import type { Finalize, Joined, Reply, Request, ThreadStart } from './messages.ts';

const { library, replies, port, pace } = workerData as ThreadStart;
const native = openNative(library);
const isThreadSafe = native.initialize();
const [rank, size] = [native.rank(), native.size()];
const joined: Joined = { rank, size, version: native.version(), isThreadSafe };
port.postMessage(joined);

port.on('message', (request: Request | Finalize) => {
  port.postMessage(answer(request));
  Atomics.add(replies, 0, 1);
  Atomics.notify(replies, 0);
});

function answer(request: Request | Finalize): Reply {
  try {
    if (request.call === 'finalize') {
      native.finalize();
      return {};
    }
    const differing = disagreement(native, size, request, waitFor);
    if (differing !== undefined) {
      return { error: `mpi: all processes must make the same calls in the same order, but ${differing}` };
    }
    return { gathered: perform(native, request) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Milliseconds in which others usually arrive, where nobody has anything else to do. */
const PATIENCE = 2;
/** Milliseconds to sleep before the next look. */
const NAP = 0.05;

/** Waits for the others: with all its might for a moment, unless the main thread computes; then it leaves it the processor. */
function waitFor(isDone: () => boolean): void {
  const start = performance.now();
  while (!isDone()) {
    const isComputing = Atomics.load(pace, 0) === 1;
    // The main thread wakes it when it has nothing left to do.
    if (isComputing) Atomics.wait(pace, 0, 1, NAP);
    else if (performance.now() - start > PATIENCE) Atomics.wait(pace, 0, 0, NAP);
  }
}

/** What a call gathers, if anything. */
function perform(mpi: Native, request: Request): readonly Numbers[] | undefined {
  const { call } = request;
  if (call === 'gather') return gather(mpi, request.values, request.root);
  if (call === 'allGather') return gather(mpi, request.values);
  if (call === 'allReduce') mpi.allReduce(request.values, request.operation);
  else if (call === 'broadcast') mpi.broadcast(request.values, request.root);
  else if (call === 'barrier') mpi.barrier();
  return undefined;
}

/** The values of each process: for the root, or, without one, for all. */
function gather(mpi: Native, values: Numbers, root?: number): readonly Numbers[] | undefined {
  const lengths = new Int32Array(size);
  mpi.allGather(Int32Array.of(values.length), lengths, new Int32Array(size).fill(1));
  const isMine = root === undefined || root === rank;
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const all = emptyNumbers(elementTypeOf(values), isMine ? total : 0);
  if (root === undefined) mpi.allGather(values, all, lengths);
  else mpi.gather(values, all, lengths, root);
  return isMine ? split(all, lengths) : undefined;
}

function split(all: Numbers, lengths: Int32Array): Numbers[] {
  let end = 0;
  return Array.from(lengths, (length) => all.slice(end, (end += length)));
}
