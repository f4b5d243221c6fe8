import type * as words from './control.ts';

/** What a worker gets to begin with. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of the control words. */
  readonly control: number;
  /** Which thread this is; 0 is the caller. */
  readonly thread: number;
  readonly kernels: readonly string[];
  readonly unrolled: boolean;
  readonly words: typeof words;
}
