/** The rule of a bias: one number per output channel or feature. */
import { ShapeError } from '../errors.ts';
import { assertShape, type Differ, type IsDynamic, type Shape, type Show, type ShowShape, showShape } from './shape.ts';

/** The bias' shape, or the sentence that says why it does not fit. */
export type BiasShape<Operation extends string, Bias extends Shape, OutChannels> =
  IsDynamic<Bias> extends true
    ? [number]
    : Bias extends readonly [infer Length]
      ? Differ<Length, OutChannels> extends true
        ? BiasError<Operation, Bias, OutChannels>
        : [Length]
      : BiasError<Operation, Bias, OutChannels>;

type BiasError<
  Operation extends string,
  Bias extends Shape,
  OutChannels,
> = `${Operation}: bias must have shape [${Show<OutChannels>}], got ${ShowShape<Bias>}`;

/**
 * Holds that the bias is `[O]`, one element per output channel.
 *
 * @throws ShapeError unless it is.
 * @example
 * ```ts
 * biasRule('conv2d', [16], 16);
 * ```
 */
export function biasRule(operation: string, bias: readonly number[], outChannels: number): void {
  assertShape(operation, bias, 'bias');
  if (bias.length !== 1 || bias[0] !== outChannels) {
    throw new ShapeError(`${operation}: bias must have shape [${outChannels}], got ${showShape(bias)}`);
  }
}
