/** Where the progress goes; `process.stderr` is one. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** What is going on now. */
  show(text: string): void;
  /** A line that stays. */
  log(text: string): void;
  /** Leaves nothing unfinished on the screen. */
  end(): void;
}

/** On a terminal one line that is written over and over; elsewhere (a file, a pipe) only the lines that stay. */
export function progressOn(output: Output): Progress {
  const clear = () => output.write('\r\u001b[K');
  if (output.isTTY !== true) {
    return { show: () => undefined, log: (text) => void output.write(`${text}\n`), end: () => undefined };
  }
  return {
    show(text) {
      clear();
      // A line that wraps could not be written over.
      output.write(text.slice(0, (output.columns ?? 80) - 1));
    },
    log(text) {
      clear();
      output.write(`${text}\n`);
    },
    end: clear,
  };
}
