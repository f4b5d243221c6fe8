import {
  avgPool2d,
  broadcastTo,
  concat,
  type Geometry,
  gradients,
  maxPool2d,
  pad,
  permute,
  slice,
  sum,
  type Tensor,
} from '@gemmule/core';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import { assertEqualWithin, dot, dotOfBounds } from '../harness/compare.ts';
import { axis } from '../harness/geometry.ts';
import { disposeAll, opCase, type OpExample, upload } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { exact, sumBound } from '../tolerance.ts';
import { convExample, convTransposeExample, foldExample, unfoldExample } from './conv-example.ts';

const geometry: Geometry = [
  axis({ input: 7, kernel: 3, stride: 2, padBefore: 1, padAfter: 2 }),
  axis({ input: 6, kernel: 2, dilation: 3, padBefore: 2 }),
];

/** An operation that is linear in each of its inputs; what it computes is checked elsewhere. */
function linear(what: string, shapes: number[][], run: OpExample['run'], random: Random): OpExample {
  const inputs = shapes.map((shape) => ({ shape, data: random.floats(shape.reduce((a, b) => a * b, 1)) }));
  return { what, inputs, run, reference: () => ({ shape: [], ...exact([]) }) };
}

type Make = (random: Random) => OpExample;

const examples: Readonly<Record<string, Make>> = {
  conv2d: (random) => convExample({ geometry, groups: 2 }, random),
  convTranspose2d: (random) => convTransposeExample({ geometry: [geometry[0]!, geometry[0]!], groups: 2 }, random),
  unfold: (random) => unfoldExample({ geometry }, random),
  fold: (random) => foldExample({ geometry }, random),
  avgPool2d: (random) =>
    linear('avgPool2d', [[2, 2, 6, 7]], (x) => avgPool2d(x, { kernel: [3, 2], stride: 2, padding: 1 }), random),
  maxPool2d: (random) =>
    linear('maxPool2d', [[2, 2, 6, 7]], (x) => maxPool2d(x, { kernel: [3, 2], stride: 2, padding: 1 }), random),
  'pad and slice': (random) =>
    linear(
      'slice of pad',
      [[3, 4]],
      (x) =>
        slice(
          pad(x, [
            [1, 2],
            [0, 3],
          ]) as Tensor<number[]>,
          [
            [0, 5, 2],
            [1, 6],
          ],
        ),
      random,
    ),
  concat: (random) =>
    linear(
      'concat',
      [
        [2, 3],
        [2, 1],
      ],
      (a, b) => concat([a, b], 1),
      random,
    ),
  permute: (random) => linear('permute', [[2, 3, 4]], (x) => permute(x, [2, 0, 1]), random),
  'broadcastTo and sum': (random) =>
    linear('sum of broadcastTo', [[3, 1]], (x) => sum(broadcastTo(x, [2, 3, 4]), { axis: 1 }), random),
};

/** More terms than any element of these results or gradients sums. */
const LONGEST_SUM = 100;

/** The operation on the magnitudes of its inputs. No coefficient of these is negative, so nothing cancels. */
async function magnitudesOf(context: CaseContext, example: OpExample): Promise<Float32Array> {
  const inputs = upload(
    context,
    example.inputs.map(({ shape, data }) => ({ shape, data: Array.from(data, Math.abs) })),
  );
  const output = example.run(...inputs);
  const data = await output.data();
  disposeAll([...inputs, output]);
  return data;
}

/**
 * For an f linear in its input x, `<f(x), y> = <x, gradient(y)>` for any y: forward and backward check each other, and no
 * reference has a part in it. (Max-pooling is linear as long as the winners stay, and scaling x leaves them.) An operation
 * linear in several inputs, such as a convolution in image and weight, satisfies it for each.
 */
async function checkAdjoint(context: CaseContext, example: OpExample, random: Random, jointly: boolean): Promise<void> {
  const inputs = upload(context, example.inputs, true);
  const output = example.run(...inputs);
  const y = random.floats(output.size);
  const [outputGradient] = upload(context, [{ shape: [...output.shape], data: y }]);
  const results = gradients(output, inputs, { outputGradient: outputGradient! });
  const left = dot(await output.data(), y);
  // Both sides are sums of the same products x * y * coefficient, whose magnitudes the operation on |x| sums up.
  const bound = sumBound(LONGEST_SUM, dotOfBounds(y, await magnitudesOf(context, example)));
  // Bilinear operations satisfy the identity for each input, jointly linear ones for all inputs together.
  const groups = jointly ? [results.map((_, i) => i)] : results.map((_, i) => [i]);
  for (const group of groups) {
    let right = 0;
    for (const i of group) right += dot(example.inputs[i]!.data, await results[i]!.data());
    assertEqualWithin(left, right, bound, `<f(x), y> = <x, gradient(y)>, input ${group.join(', ')} of ${example.what}`);
  }
  disposeAll([...inputs, output, outputGradient!, ...results]);
}

export const adjointCases: readonly ConformanceCase[] = Object.entries(examples).map(([what, make]) =>
  opCase('adjoints', what, async (context, random) => {
    for (let i = 0; i < 3; i += 1) await checkAdjoint(context, make(random), random, what === 'concat');
  }),
);
