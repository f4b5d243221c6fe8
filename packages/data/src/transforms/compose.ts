import { sizeOf } from '@gemmule/core';
import { type Transform, type TransformSize, transformedShape } from './transform.ts';

/** The size that a sequence of transforms makes: that of the last one that changes it. */
export type ComposedSize<Steps extends readonly unknown[]> = Steps extends readonly [...infer Before, infer Last]
  ? Last extends { readonly size: infer Size extends TransformSize }
    ? Size extends 'same'
      ? ComposedSize<Before>
      : Size
    : TransformSize
  : Steps extends readonly []
    ? 'same'
    : TransformSize;

/**
 * One transform of several, applied in order.
 *
 * @throws Nothing; the transform checks its input when it meets one, as its parts do.
 * @example
 * ```ts
 * const augment = compose(randomCrop({ size: 32, padding: 4 }), randomHorizontalFlip());
 * ```
 */
export function compose<const Steps extends readonly Transform[]>(...steps: Steps): Transform<ComposedSize<Steps>> {
  // The inputs between the steps: made for one shape, and then used again and again.
  let planned: readonly number[] | undefined;
  let shapes: (readonly number[])[] = [];
  let between: Float32Array[] = [];
  function plan(shape: readonly number[]): void {
    shapes = [shape];
    for (const step of steps) shapes.push(transformedShape(step, shapes.at(-1)!));
    between = shapes.slice(1, -1).map((shape) => new Float32Array(sizeOf(shape)));
    planned = shape;
  }
  const resized = steps.findLast(({ size }) => size !== 'same')?.size;
  return {
    name: `compose(${steps.map(({ name }) => name).join(', ')})`,
    size: (resized ?? 'same') as ComposedSize<Steps>,
    check: plan,
    apply(from, to, shape, random) {
      if (planned === undefined || shape.join() !== planned.join()) plan(shape);
      if (steps.length === 0) to.set(from);
      steps.forEach((step, i) => {
        step.apply(between[i - 1] ?? from, i === steps.length - 1 ? to : between[i]!, shapes[i]!, random);
      });
    },
  };
}
