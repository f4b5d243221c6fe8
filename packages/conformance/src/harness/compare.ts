import { isWithin, type Expected } from '../tolerance.ts';

/** A result and what it should have been, element by element, row-major. */
export interface Difference {
  /** Of the result; a single axis where the case does not say. */
  readonly shape: readonly number[];
  /** What was computed, row-major. */
  readonly got: Float64Array;
  /** What it should have been, in float64. */
  readonly expected: Float64Array;
  /** How far `got` may be from `expected`. */
  readonly bounds: Float64Array;
}

/** What {@link assertClose} throws: the sentence, and all that is needed to draw what is wrong. */
export class MismatchError extends Error {
  override readonly name = 'MismatchError';
  readonly difference: Difference;

  constructor(message: string, difference: Difference) {
    super(message);
    this.difference = difference;
  }
}

/** The difference that an error, or a cause of it, is about. */
export function differenceOf(error: unknown): Difference | undefined {
  if (error instanceof MismatchError) return error.difference;
  return error instanceof Error && error.cause !== undefined ? differenceOf(error.cause) : undefined;
}

/** Position `index` of a row-major array as coordinates, `[1, 0, 2]`; without a shape, or with one axis, `[index]`. */
export function coordinates(index: number, shape: readonly number[] | undefined): string {
  if (shape === undefined || shape.length === 0) return `[${index}]`;
  const position: number[] = [];
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const length = shape[axis]!;
    position.unshift(axis === 0 ? rest : rest % length);
    rest = Math.floor(rest / length);
  }
  return `[${position.join(', ')}]`;
}

/**
 * Compares a result with what the oracle says, element by element.
 *
 * @param what the operation and everything needed to repeat it; it ends up in the message.
 * @param shape of the result, so that the message can give coordinates.
 * @throws MismatchError that names the first element out of its bound; Error when the result is of another length.
 */
export function assertClose(got: ArrayLike<number>, expected: Expected, what: string, shape?: readonly number[]): void {
  const { values, bounds } = expected;
  if (got.length !== values.length) {
    throw new Error(`${what}: the result has ${got.length} elements, expected ${values.length}`);
  }
  let wrong = 0;
  let first = -1;
  for (let i = 0; i < values.length; i += 1) {
    if (isWithin(got[i]!, values[i]!, bounds[i]!)) continue;
    wrong += 1;
    if (first < 0) first = i;
  }
  if (first < 0) return;
  const wanted = values[first]!;
  const bound = bounds[first]!;
  const error = Math.abs(got[first]! - wanted);
  throw new MismatchError(
    `${what}: element ${coordinates(first, shape)} is ${got[first]}, expected ${wanted}` +
      ` (error ${error.toPrecision(3)}, bound ${bound.toPrecision(3)}; ${wrong} of ${values.length} elements are wrong)`,
    { shape: shape ?? [got.length], got: Float64Array.from(got), expected: values, bounds },
  );
}

/** Compares two numbers, for adjoint identities. @throws Error */
export function assertEqualWithin(left: number, right: number, bound: number, what: string): void {
  if (Math.abs(left - right) <= bound) return;
  const error = Math.abs(left - right);
  throw new Error(`${what}: ${left} and ${right} differ by ${error.toPrecision(3)}, bound ${bound.toPrecision(3)}`);
}

/** @throws Error with `message` unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** `sum a[i] b[i]` in float64. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** `sum |a[i]| b[i]`: how far a dot product with `a` moves when its other side is off by at most `b`. */
export function dotOfBounds(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += Math.abs(a[i]!) * b[i]!;
  return sum;
}
