import { type MessagePort, receiveMessageOnPort, MessageChannel, Worker } from 'node:worker_threads';
import { MpiError } from '../mpi-error.ts';
import type { Finalize, Joined, Reply, Request, ThreadStart } from './messages.ts';

interface Waiting {
  resolve(reply: Reply): unknown;
  reject(error: MpiError): unknown;
}

/** The main thread's end of the line to the thread that calls MPI. Requests are carried out in their order. */
export class Link {
  readonly joined: Joined;
  readonly #port: MessagePort;
  readonly #replies: Int32Array;
  readonly #pace: Int32Array;
  readonly #waiting: Waiting[] = [];
  #lost: MpiError | undefined;

  private constructor(worker: Worker, port: MessagePort, { replies, pace }: ThreadStart, joined: Joined) {
    this.joined = joined;
    this.#port = port;
    this.#replies = replies;
    this.#pace = pace;
    port.on('message', (reply: Reply) => this.#settle(reply));
    port.unref();
    worker.on('error', (cause) => this.#lose(new MpiError('mpi: the thread that calls MPI has failed', { cause })));
    worker.on('exit', () => this.#lose(new MpiError('mpi: the thread that calls MPI has ended')));
  }

  /** Starts the thread, which joins the other processes. @throws MpiError when it cannot. */
  static async open(library: string): Promise<Link> {
    const { port1, port2 } = new MessageChannel();
    const word = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));
    // The sources run as they are; a package has them compiled.
    const file = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url);
    const workerData: ThreadStart = { library, port: port2, replies: word(), pace: word() };
    const worker = new Worker(file, { workerData, transferList: [port2] });
    const joined = await new Promise<Joined>((resolve, reject) => {
      port1.once('message', resolve);
      worker.once('error', reject);
    });
    worker.removeAllListeners('error');
    // A process whose script is over ends, although the thread waits for requests.
    worker.unref();
    return new Link(worker, port1, workerData, joined);
  }

  /** Whether this thread computes meanwhile, so that waiting for others must not cost it the processor. */
  setComputing(isComputing: boolean): void {
    Atomics.store(this.#pace, 0, Number(isComputing));
    Atomics.notify(this.#pace, 0);
  }

  /** @throws MpiError when the processes do not all make the same call, or the thread is gone. */
  async call(request: Request | Finalize): Promise<Reply> {
    const reply = await new Promise<Reply>((resolve, reject) => this.#send(request, { resolve, reject }));
    return checked(reply);
  }

  /** Does not wait for replies any longer. */
  abandon(): void {
    this.#lose(new MpiError('mpi: the thread that calls MPI was given up'));
  }

  /** As `call`, without the event loop: this thread sleeps. What was asked for before is settled as well. */
  callSync(request: Request): Reply {
    const isComputing = Atomics.load(this.#pace, 0) === 1;
    this.setComputing(false);
    try {
      return this.#sleepUntilDone(request);
    } finally {
      this.setComputing(isComputing);
    }
  }

  #sleepUntilDone(request: Request): Reply {
    const outcomes: (Reply | MpiError)[] = [];
    this.#send(request, { resolve: (reply) => outcomes.push(reply), reject: (error) => outcomes.push(error) });
    for (;;) {
      const [outcome] = outcomes;
      if (outcome instanceof MpiError) throw outcome;
      if (outcome !== undefined) return checked(outcome);
      const before = Atomics.load(this.#replies, 0);
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) Atomics.wait(this.#replies, 0, before);
      else this.#settle(received.message as Reply);
    }
  }

  #send(request: Request | Finalize, waiting: Waiting): void {
    if (this.#lost !== undefined) return void waiting.reject(this.#lost);
    this.#waiting.push(waiting);
    this.#port.ref();
    this.#port.postMessage(request);
  }

  #settle(reply: Reply): void {
    const first = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#port.unref();
    first?.resolve(reply);
  }

  #lose(error: MpiError): void {
    this.#lost ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#lost);
    this.#port.unref();
  }
}

function checked(reply: Reply): Reply {
  if (reply.error !== undefined) throw new MpiError(reply.error);
  return reply;
}
