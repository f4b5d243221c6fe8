/** A piece of TypeScript that readers are shown. */
export interface Snippet {
  /** Where it stands, `docs/quick-start.md:12` or `packages/core/src/ops/elementwise/relu.ts relu`. */
  readonly place: string;
  readonly code: string;
  /** What the reader is not shown: lines that come first. */
  readonly given: string;
  /** Whether it runs, and is not just compiled. */
  readonly runs: boolean;
  /** The package whose documentation it is an example of: its names need no import. */
  readonly exampleOf?: string;
}
