/** Lists of axes: counted from the front, each at most once. */
import { ShapeError } from '../errors.ts';
import { type AxisOf, normalizeAxis, type Shape, type ShowShape, showShape } from './shape.ts';
import { showValue } from './show.ts';

/**
 * The axes counted from the front, or the sentence about the first that does not exist or comes again. An axis that is
 * not known is `number`, and a list of unknown length `number[]`.
 */
export type AxesOf<
  Operation extends string,
  X extends Shape,
  Axes extends readonly unknown[],
  Result extends number[] = [],
> = Axes extends readonly [infer First, ...infer Rest]
  ? AxisOf<Operation, X, First> extends infer Axis
    ? Axis extends number
      ? IsAmong<Axis, Result> extends true
        ? `${Operation}: axis ${Axis} is given twice (input ${ShowShape<X>})`
        : AxesOf<Operation, X, Rest, [...Result, Axis]>
      : Axis
    : never
  : Axes extends readonly []
    ? Result
    : number[];

/** Whether the axis is known to be in the list. */
type IsAmong<Axis extends number, List extends readonly number[]> = number extends Axis | List[number]
  ? false
  : Axis extends List[number]
    ? true
    : false;

/** The axes counted from the front, in the order given. @throws ShapeError with the sentence of {@link AxesOf}. */
export function normalizeAxes(operation: string, axes: readonly number[], shape: readonly number[]): number[] {
  if (!Array.isArray(axes)) {
    throw new ShapeError(`${operation}: axes must be a list of integers, got ${showValue(axes)}`);
  }
  const seen: number[] = [];
  for (const given of axes as readonly number[]) {
    const axis = normalizeAxis(operation, given, shape.length, shape);
    if (seen.includes(axis)) {
      throw new ShapeError(`${operation}: axis ${axis} is given twice (input ${showShape(shape)})`);
    }
    seen.push(axis);
  }
  return seen;
}
