import { createRequire } from 'node:module';
import type koffi from 'koffi';
import { MpiError } from '../mpi-error.ts';
import {
  elementTypeOf,
  type Handle,
  type Handles,
  mpichHandles,
  type Numbers,
  openMpiHandles,
  type Operation,
} from './handles.ts';
import { findLauncher } from './launcher.ts';
import { libraryNames, openLibrary } from './library.ts';

/** The functions of an MPI library, as they are: nothing is checked, and a call returns when it is done. */
export interface Native {
  /** What the dynamic linker found it by. */
  readonly libraryName: string;
  /** What the library calls itself: `'Open MPI v4.1.4, ...'`. */
  version(): string;
  /** Begins, for use by many threads; false where the library allows only one. The thread that begins has to end. */
  initialize(): boolean;
  rank(): number;
  size(): number;
  allReduce(values: Numbers, operation: Operation): void;
  /** As `allReduce`, without waiting: gives what tells whether it is done, and has to be asked until it is. */
  beginAllReduce(values: Numbers, operation: Operation): () => boolean;
  broadcast(values: Numbers, root: number): void;
  barrier(): void;
  /** Puts the values of all processes, `lengths` of each, one behind the other into `all`. */
  allGather(values: Numbers, all: Numbers, lengths: Int32Array): void;
  /** As `allGather`, for the root alone. */
  gather(values: Numbers, all: Numbers, lengths: Int32Array, root: number): void;
  /** Ends all processes, from any thread. */
  abort(code: number): void;
  finalize(): void;
  /** Ends this process alone, at once, whatever its threads do. */
  leave(code: number): void;
}

/** As in MPI's header files, of all libraries. */
const THREAD_MULTIPLE = 3;
const VERSION_LENGTH = 8192;

/**
 * Opens the library that belongs to what started this process, or the one that GEMMULE_MPI_LIBRARY names.
 *
 * @param name of the library, where it is known already
 * @throws MpiError where there is none.
 */
export function openNative(name?: string): Native {
  const launcher = findLauncher(process.env) ?? { name: 'nobody', family: undefined, size: undefined };
  const koffi = loadKoffi();
  // Only a hint for calls on other threads, but MPICH needs more than the 128 KiB that they have otherwise.
  koffi.config({ async_stack_size: 1 << 20 });
  const names =
    name === undefined ? libraryNames(launcher, process.env['GEMMULE_MPI_LIBRARY'], process.platform) : [name];
  // Global, because Open MPI's plug-ins look for its symbols.
  const opened = openLibrary(launcher, names, (candidate) => koffi.load(candidate, { global: true }));
  return bind(opened.name, opened.library, koffi.load(null));
}

/** Only when it is needed: a world of one does without. */
function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (cause) {
    throw new MpiError(
      `mpi: koffi, which calls libraries, cannot be loaded on this platform (${process.platform} ${process.arch})`,
      { cause },
    );
  }
}

type Koffi = typeof koffi;
type Library = ReturnType<Koffi['load']>;

function bind(libraryName: string, library: Library, system: Library): Native {
  const handles = handlesOf(library);
  const { type: H, world, inPlace, statusIgnore, types, operations } = handles;
  const define = (name: string, ...parameters: string[]): ((...values: unknown[]) => void) => {
    const call = library.func(`MPI_${name}`, 'int', parameters);
    return (...values) => {
      const code = call(...values) as number;
      if (code !== 0) throw new MpiError(`mpi: MPI_${name} failed with code ${code}`);
    };
  };
  const initThread = define('Init_thread', 'void *', 'void *', 'int', '_Out_ int *');
  const commRank = define('Comm_rank', H, '_Out_ int *');
  const commSize = define('Comm_size', H, '_Out_ int *');
  const libraryVersion = define('Get_library_version', 'void *', '_Out_ int *');
  const allreduce = define('Allreduce', 'void *', 'void *', 'int', H, H, H);
  const iallreduce = define('Iallreduce', 'void *', 'void *', 'int', H, H, H, 'void *');
  const test = define('Test', 'void *', '_Out_ int *', 'void *');
  const bcast = define('Bcast', 'void *', 'int', H, 'int', H);
  const barrier = define('Barrier', H);
  const allgatherv = define('Allgatherv', 'void *', 'int', H, 'void *', 'void *', 'void *', H, H);
  const gatherv = define('Gatherv', 'void *', 'int', H, 'void *', 'void *', 'void *', H, 'int', H);
  const abort = define('Abort', H, 'int');
  const finalize = define('Finalize');
  const exit = system.func('_exit', 'void', ['int']);
  const typeOf = (values: Numbers): Handle => types[elementTypeOf(values)];
  const number = (get: (out: [number]) => void): number => {
    const out: [number] = [0];
    get(out);
    return out[0];
  };

  return {
    libraryName,
    version() {
      const text = Buffer.alloc(VERSION_LENGTH);
      const length = number((out) => libraryVersion(text, out));
      return text.toString('utf8', 0, length).replaceAll('\0', '').trim();
    },
    initialize: () => number((out) => initThread(null, null, THREAD_MULTIPLE, out)) >= THREAD_MULTIPLE,
    rank: () => number((out) => commRank(world, out)),
    size: () => number((out) => commSize(world, out)),
    allReduce: (values, operation) =>
      allreduce(inPlace, values, values.length, typeOf(values), operations[operation], world),
    beginAllReduce(values, operation) {
      // An address, or a number of half that length.
      const request = new BigUint64Array(1);
      iallreduce(inPlace, values, values.length, typeOf(values), operations[operation], world, request);
      return () => number((out) => test(request, out, statusIgnore)) !== 0;
    },
    broadcast: (values, root) => bcast(values, values.length, typeOf(values), root, world),
    barrier: () => barrier(world),
    allGather: (values, all, lengths) =>
      allgatherv(values, values.length, typeOf(values), all, lengths, startsOf(lengths), typeOf(values), world),
    gather: (values, all, lengths, root) =>
      gatherv(values, values.length, typeOf(values), all, lengths, startsOf(lengths), typeOf(values), root, world),
    abort: (code) => abort(world, code),
    finalize: () => finalize(),
    leave: (code) => exit(code),
  };
}

/** Where the values of each process begin. */
function startsOf(lengths: Int32Array): Int32Array {
  let start = 0;
  return lengths.map((length) => (start += length) - length);
}

function handlesOf(library: Library): Handles {
  const address = (symbol: string): bigint => library.symbol(symbol) as bigint;
  try {
    address('ompi_mpi_comm_world');
  } catch {
    return mpichHandles;
  }
  return openMpiHandles(address);
}
