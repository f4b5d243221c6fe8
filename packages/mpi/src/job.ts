import { UsageError } from '@gemmule/core';
import { guard } from './guard.ts';
import { MpiError } from './mpi-error.ts';
import type { Numbers, Operation } from './native/handles.ts';
import type { Native } from './native/native.ts';
import { Link } from './thread/link.ts';
import type { Request } from './thread/messages.ts';
import type { World } from './world.ts';

/** MPI counts elements in an int. */
const LARGEST = 2 ** 31 - 1;

/** Milliseconds. MPICH 4.0 on UCX over TCP sometimes stays in MPI_Finalize for ever. */
const FINALIZE_PATIENCE = 3000;

/** The processes that a launcher started together. */
export class Job implements World {
  readonly rank: number;
  readonly size: number;
  readonly library: string;
  readonly #link: Link;
  readonly #native: Native;
  /** Asked to end, and ended: a process that leaves in between still has to end the others. */
  #isEnding = false;
  #hasEnded = false;
  #isStuck = false;

  private constructor(link: Link, native: Native) {
    this.#link = link;
    this.#native = native;
    ({ rank: this.rank, size: this.size } = link.joined);
    this.library = nameOf(link.joined.version);
  }

  /** @throws MpiError when the library does not fit the launcher, or allows no threads. */
  static async join(native: Native, expected: number | undefined): Promise<Job> {
    const link = await Link.open(native.libraryName);
    const job = new Job(link, native);
    if (expected !== undefined && expected !== job.size) {
      throw new MpiError(
        `mpi: the launcher started ${expected} processes, but ${job.library} (${native.libraryName}) knows of ${job.size}: ` +
          'they belong to different MPIs; use the mpirun of that library, or set GEMMULE_MPI_LIBRARY to the library of that mpirun',
      );
    }
    // Not before: a process of another MPI has not joined anybody.
    guard(job);
    if (!link.joined.isThreadSafe) {
      throw new MpiError(
        `mpi: ${job.library} lets one thread only call it; take a build with MPI_THREAD_MULTIPLE ` +
          '(Cray MPICH: set MPICH_MAX_THREAD_SAFETY=multiple)',
      );
    }
    return job;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  async allReduce<A extends Numbers>(values: A, operation: Operation = 'sum'): Promise<A> {
    return this.#inPlace(values, (shared) => ({ call: 'allReduce', values: shared, operation }));
  }

  allReduceSync<A extends Numbers>(values: A, operation: Operation = 'sum'): A {
    this.#assertJoined('allReduceSync', values);
    const shared = share(values);
    this.#link.callSync({ call: 'allReduce', values: shared, operation });
    if (shared !== values) values.set(shared);
    return values;
  }

  async broadcast<A extends Numbers>(values: A, root = 0): Promise<A> {
    this.#assertRank('broadcast', root);
    return this.#inPlace(values, (shared) => ({ call: 'broadcast', values: shared, root }));
  }

  async barrier(): Promise<void> {
    this.#assertJoined('barrier');
    await this.#link.call({ call: 'barrier' });
  }

  async gather<A extends Numbers>(values: A, root = 0): Promise<A[] | undefined> {
    this.#assertJoined('gather', values);
    this.#assertRank('gather', root);
    const { gathered } = await this.#link.call({ call: 'gather', values: share(values), root });
    return gathered as A[] | undefined;
  }

  async allGather<A extends Numbers>(values: A): Promise<A[]> {
    this.#assertJoined('allGather', values);
    const { gathered } = await this.#link.call({ call: 'allGather', values: share(values) });
    return gathered as readonly Numbers[] as A[];
  }

  setComputing(isComputing: boolean): void {
    this.#link.setComputing(isComputing);
  }

  async end(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    await this.#link.call({ call: 'end' });
    // Nobody waits for this process any more.
    this.#hasEnded = true;
    this.#isStuck = !(await isDoneWithin(FINALIZE_PATIENCE, this.#link.call({ call: 'finalize' })));
    if (this.#isStuck) this.#link.abandon();
  }

  /** Whether all have ended, and MPI does not come back from its farewell. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Ends this process, not the others, although MPI does not come back. */
  leave(code: number): void {
    this.#native.leave(code);
  }

  abort(code = 1): never {
    this.#native.abort(code);
    throw new MpiError('mpi: abort did not end this process');
  }

  async #inPlace<A extends Numbers>(values: A, request: (shared: A) => Request): Promise<A> {
    const asked = request(share(values));
    this.#assertJoined(asked.call, values);
    await this.#link.call(asked);
    if ('values' in asked && asked.values !== values) values.set(asked.values);
    return values;
  }

  #assertJoined(call: string, values?: Numbers): void {
    if (this.#isEnding) throw new UsageError(`${call}: this process has ended its part in the job`);
    if (values !== undefined && values.length > LARGEST) {
      throw new MpiError(
        `${call}: MPI counts to ${LARGEST}, got an array of ${values.length} elements; send it in parts`,
      );
    }
  }

  #assertRank(call: string, root: number): void {
    if (Number.isInteger(root) && root >= 0 && root < this.size) return;
    throw new UsageError(`${call}: root ${root} is none of the ranks 0 … ${this.size - 1}`);
  }
}

async function isDoneWithin(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The array itself where its memory is shared, else a copy that is. */
function share<A extends Numbers>(values: A): A {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const Kind = values.constructor as new (buffer: SharedArrayBuffer) => A;
  const shared = new Kind(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

/** `'Open MPI v4.1.4, package: …'` and `'MPICH Version:      4.0.2\n…'` in short. */
function nameOf(version: string): string {
  const [first = ''] = version.split(/[,\n]/);
  return first
    .replace(/\bversion:?/i, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
