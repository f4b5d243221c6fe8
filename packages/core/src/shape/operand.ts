/** The rule of an operand that must have one certain shape, such as the scale of a normalisation. */
import { ShapeError } from '../errors.ts';
import type { SameShape } from './same.ts';
import { assertShape, sameShape, type Shape, type ShowShape, showShape } from './shape.ts';

/** The operand's shape, or the sentence that says that it must be `Wanted`. */
export type OperandShape<Operation extends string, Operand extends string, S extends Shape, Wanted extends Shape> =
  SameShape<'', Wanted, S> extends infer Result
    ? Result extends string
      ? `${Operation}: ${Operand} must have shape ${ShowShape<Wanted>}, got ${ShowShape<S>}`
      : Result
    : never;

/**
 * Holds that an operand has the shape that the others ask for.
 *
 * @throws ShapeError with the sentence of {@link OperandShape}.
 * @example
 * ```ts
 * operandRule('batchNorm', 'weight', [16], [16]);
 * ```
 */
export function operandRule(
  operation: string,
  operand: string,
  shape: readonly number[],
  wanted: readonly number[],
): void {
  assertShape(operation, shape, operand);
  if (sameShape(shape, wanted)) return;
  throw new ShapeError(`${operation}: ${operand} must have shape ${showShape(wanted)}, got ${showShape(shape)}`);
}
