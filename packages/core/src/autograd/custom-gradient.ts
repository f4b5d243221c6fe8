import { ShapeError } from '../errors.ts';
import { scope } from '../memory/scope.ts';
import { sameShape, showShape } from '../shape/shape.ts';
import type { Tensor } from '../tensor.ts';
import { detach } from './detach.ts';
import { noGrad, record } from './record.ts';

/** What a {@link CustomGradient} can be computed from, beside the gradient of the output. */
export interface ForwardValues {
  /** The operands, as they were when the operation ran. */
  readonly inputs: readonly Tensor<number[]>[];
  /** What the operation made of them. */
  readonly output: Tensor<number[]>;
}

/** An operation of one's own: what it computes, and how gradients flow back through it. */
export interface CustomOperation<Inputs extends readonly Tensor[], Output extends Tensor> {
  /** Its name, for errors and profiles. */
  readonly operation: string;
  /** The operands: gradients flow to those that ask for them. */
  readonly inputs: Inputs;
  /** Computes the output from the inputs, at once and by any means: nothing of it is recorded. */
  readonly forward: () => Output;
  /**
   * One for each input: its gradient, from that of the output. Only those that are asked for are called. Tensors that they
   * need are to be taken from the arguments, since others may be gone by then.
   */
  readonly gradients: { readonly [I in keyof Inputs]: CustomGradient };
}

/** From the gradient of the output to that of an input, of the input's shape. */
export type CustomGradient = (dy: Tensor<number[]>, values: ForwardValues) => Tensor;

/**
 * An operation with a gradient that you say: for what is computed outside of tensors, or where another gradient than the
 * exact one is wanted. Gradients that are made of differentiable operations are differentiable themselves.
 *
 * @throws whatever `forward` throws. While gradients are computed: ShapeError when one does not have the shape of its input.
 * @example
 * ```ts
 * // Rounds to 0 or 1, and lets gradients through as if it had not (straight-through estimator; Bengio and others, 2013).
 * const round = (x: Tensor<number[]>) =>
 *   customGradient({ operation: 'round', inputs: [x], forward: () => step(affine(x, 1, -0.5)), gradients: [(dy) => dy] });
 * ```
 */
export function customGradient<const Inputs extends readonly Tensor[], Output extends Tensor>({
  operation,
  inputs,
  forward,
  gradients,
}: CustomOperation<Inputs, Output>): Output {
  // Detached: an output that is one of the inputs gets a node of its own.
  const result = noGrad(() => scope((): Tensor => detach(forward()))) as Output;
  return record<Output, readonly Tensor[]>(result, {
    operation,
    inputs,
    saved: [result, ...inputs],
    gradients: (gradients as readonly CustomGradient[]).map((rule, i) => (dy, [output, ...values]) => {
      const gradient = rule(dy, { inputs: values, output: output! });
      assertFits(operation, i, gradient, values[i]!);
      return gradient as Tensor<number[]>;
    }),
  });
}

function assertFits(operation: string, index: number, { shape }: Tensor, input: Tensor): void {
  if (sameShape(shape, input.shape)) return;
  throw new ShapeError(
    `${operation}: the gradient of input ${index} must have its shape ${showShape(input.shape)}, got ${showShape(shape)}`,
  );
}
