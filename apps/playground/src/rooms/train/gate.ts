/** Where a training waits while it is held. */
export class Gate {
  #isClosed = false;
  #passes = 0;
  #open: (() => void) | undefined;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Closes it, or opens it for good. */
  close(isClosed: boolean): void {
    this.#isClosed = isClosed;
    if (!isClosed) this.#passes = 0;
    this.#wake();
  }

  /** Lets one through while it is closed. */
  letOne(): void {
    this.#passes += 1;
    this.#wake();
  }

  async pass(): Promise<void> {
    while (this.#isClosed && this.#passes === 0) await new Promise<void>((resolve) => (this.#open = resolve));
    if (this.#isClosed) this.#passes -= 1;
  }

  #wake(): void {
    this.#open?.();
    this.#open = undefined;
  }
}
