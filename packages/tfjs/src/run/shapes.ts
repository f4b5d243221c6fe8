import { sizeOf } from '@gemmule/core';
import type { Planner } from '@gemmule/nn';
import { bad } from '../file/bad.ts';
import type { Program } from '../graph/connect.ts';
import { located } from '../graph/located.ts';

/** For shapes alone. */
export const onlyShapes: Planner = {
  count: () => undefined,
  run: (_, inner, shape) => inner.trace(shape, onlyShapes),
  branch: (body) => body(),
};

/**
 * The shapes of the outputs, for those of the inputs.
 *
 * @param maxElements how many elements the values may have that live at the same time
 * @throws ShapeError where something does not fit; FormatError for values beyond `maxElements`.
 */
export function shapesOf(
  { steps, inputs, outputs }: Program,
  given: readonly (readonly number[])[],
  maxElements: number,
  planner: Planner = onlyShapes,
): (readonly number[])[] {
  const shapes = new Map(inputs.map(({ value }, i) => [value, given[i]!]));
  const layers = new Map<unknown, number>();
  let live = given.reduce((sum, shape) => sum + sizeOf(shape), 0);
  for (const step of steps) {
    const before = step.inputs.map((value) => shapes.get(value)!);
    const { work } = step;
    if (!layers.has(work)) layers.set(work, layers.size);
    const shape = located(step.title, () =>
      'merge' in work ? work.plan(before) : planner.run(String(layers.get(work)), work, before[0]!),
    );
    live += sizeOf(shape);
    if (!(live <= maxElements)) {
      const shown = `[${shape.join(', ')}]`;
      throw bad(
        `${step.title}: its output of shape ${shown} is more than the ${maxElements} elements that maxElements allows`,
      );
    }
    shapes.set(step.output, shape);
    for (const value of step.last) live -= sizeOf(shapes.get(value)!);
  }
  return outputs.map(({ value }) => shapes.get(value)!);
}
