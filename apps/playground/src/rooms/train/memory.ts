/** Keeps the last few values by their names, and forgets the one that was kept first. */
export class Memory<T> {
  readonly #most: number;
  readonly #values = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  keep(name: string, value: T): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#most) break;
      this.#values.delete(oldest);
    }
  }

  /** Takes a value out. */
  take(name: string): T | undefined {
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }
}
