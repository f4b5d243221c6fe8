import { mean, type Shape, ShapeError, sum, type Tensor } from '@gemmule/core';

/** What becomes of the losses of the single elements: their mean (the default), their sum, or nothing. */
export type Reduction = 'mean' | 'sum' | 'none';

/** The shape of a reduced loss, given that of the single ones. */
export type Reduced<S, R> = R extends 'none' ? S : [];

/** A sentence stays one; a shape is reduced. */
export type ReducedRule<Result, R> = Result extends Shape ? Reduced<Result, R> : Result;

/** Throws unless it is one of the three. */
export function assertReduction(operation: string, reduction: Reduction): void {
  if (['mean', 'sum', 'none'].includes(reduction)) return;
  throw new ShapeError(`${operation}: reduction must be 'mean', 'sum' or 'none', got ${JSON.stringify(reduction)}`);
}

/** Reduces the losses of the single elements. */
export function reduced(losses: Tensor<number[]>, reduction: Reduction): Tensor<number[]> {
  if (reduction === 'none') return losses;
  return reduction === 'mean' ? mean(losses) : sum(losses);
}
