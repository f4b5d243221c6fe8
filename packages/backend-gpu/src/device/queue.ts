import { BackendError } from '@gemmule/core';

/**
 * The order of what the device does. Where the host can wait every step runs at once; in WebGPU a step may be a promise, and
 * the next one starts when it is kept. A step that fails there ends the queue: what comes later would compute with wrong
 * numbers.
 */
export class Queue {
  readonly #isAsync: boolean;
  #tail: Promise<void> = Promise.resolve();
  #failure: BackendError | undefined;

  constructor(isAsync: boolean) {
    this.#isAsync = isAsync;
  }

  /** Ends the queue: its steps no longer run. The first failure stays. */
  fail(failure: BackendError): void {
    this.#failure ??= failure;
  }

  /** @throws BackendError when the queue has ended, for the reason that it had. */
  assertWorking(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** @throws BackendError when this step runs at once and fails. */
  add(step: () => void | Promise<void>): void {
    if (this.#isAsync) {
      this.#tail = this.#tail.then(() => this.#run(step));
      return;
    }
    try {
      void step();
    } catch (error) {
      throw asBackendError(error);
    }
  }

  /** What `step` gives, after all earlier steps. Later ones wait for its call, not for what it gives. */
  async result<T>(step: () => T | Promise<T>): Promise<T> {
    let started: Promise<T> | undefined;
    this.add(() => {
      started = start(step);
    });
    if (this.#isAsync) await this.#tail;
    this.assertWorking();
    try {
      return await started!;
    } catch (error) {
      // The loss of the device explains more than what it made fail.
      this.assertWorking();
      throw asBackendError(error);
    }
  }

  async #run(step: () => void | Promise<void>): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      await step();
    } catch (error) {
      this.fail(asBackendError(error));
    }
  }
}

/** A promise even where `step` throws. */
async function start<T>(step: () => T | Promise<T>): Promise<T> {
  return step();
}

function asBackendError(cause: unknown): BackendError {
  if (cause instanceof BackendError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new BackendError(`gpu: a kernel failed; make a new backend with gpu(): ${message}`, { cause });
}
