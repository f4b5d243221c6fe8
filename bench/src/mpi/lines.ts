import type { Way } from './contest.ts';

/** What a process of `bench:mpi` prints. */
export type Line =
  | {
      readonly kind: 'network';
      readonly name: string;
      readonly parameters: number;
      readonly library: string;
      readonly size: number;
    }
  | {
      readonly kind: 'step';
      readonly name: string;
      readonly way: Way;
      readonly round: number;
      readonly milliseconds: number;
    }
  | { readonly kind: 'allReduce'; readonly bytes: number; readonly microseconds: number };
