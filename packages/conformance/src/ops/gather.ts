import { gather, gradients, mul, scope, sum, tensor, type Tensor } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { assertClose } from '../harness/compare.ts';
import { disposeAll, type Examples, opCase, opCases, type OpExample, upload } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { at, moved, type NdArray } from '../reference/array.ts';
import { exact } from '../tolerance.ts';
import { operand } from './movement-example.ts';

/** `gather` as it is defined: the index of each element, looked up in the indices. */
function gatherExample(shape: readonly number[], indices: NdArray, axis: number, source: Random): OpExample {
  const along = axis < 0 ? axis + shape.length : axis;
  const rank = indices.shape.length;
  return {
    what: `gather of [${shape.join(', ')}] along ${axis} by [${Array.from(indices.data).join(', ')}] [${indices.shape.join(', ')}]`,
    inputs: [operand(source, shape)],
    run: (x) => scope(() => gather(x, labels(indices, x), { axis })),
    reference: (x) =>
      moved([...shape.slice(0, along), ...indices.shape, ...shape.slice(along + 1)], (index) => {
        const place = at(indices, index.slice(along, along + rank));
        return at(x, [...index.slice(0, along), place, ...index.slice(along + rank)]);
      }),
  };
}

function labels({ data, shape }: NdArray, { backend }: Tensor) {
  return tensor<number[]>(Array.from(data), [...shape], { dtype: 'int32', backend });
}

const table: Record<string, Examples> = {
  'one axis among others': (source) => [
    gatherExample([4, 3], { data: [2, 0, 3], shape: [3] }, 0, source),
    gatherExample([2, 3, 2], { data: [1, 2], shape: [2] }, 1, source),
    gatherExample([2, 3], { data: [2, 0, 1, 1], shape: [2, 2] }, -1, source),
  ],
  'an entry picked more than once': (source) => [
    gatherExample([3, 2], { data: [1, 1, 0, 1, 1, 1], shape: [6] }, 0, source),
  ],
  'a single index, and none': (source) => [
    gatherExample([2, 3], { data: [1], shape: [] }, 1, source),
    gatherExample([2, 3], { data: [], shape: [0] }, 0, source),
    gatherExample([2, 0, 3], { data: [1, 1], shape: [2] }, 2, source),
  ],
};

export const gatherCases: readonly ConformanceCase[] = [
  ...opCases('gather', table),
  // An entry that is picked t times counts t times in L = sum of y²: dL/dx = 2 t x, and the gradient of <dL/dx, c> is 2 t c.
  opCase('gather gradients', 'of gradients', async (context, random) => {
    const places = [2, 0, 2];
    const [x, c] = [random.floats(6), random.floats(6)];
    const inputs = upload(context, [{ data: x, shape: [3, 2] }], true);
    const [factor] = upload(context, [{ data: c, shape: [3, 2] }]);
    const result = scope(() => {
      const y = gather(inputs[0]!, tensor(places, [3], { dtype: 'int32', backend: context.backend }));
      const [dx] = gradients(sum(mul(y, y)), [inputs[0]!], { createGraph: true });
      return gradients(sum(mul(dx, factor!)), [inputs[0]!])[0];
    });
    const times = [1, 0, 2];
    const expected = Array.from(c, (value, i) => Math.fround(2 * value * times[Math.floor(i / 2)]!));
    assertClose(await result.data(), exact(expected), 'gradient of the gradient of gather', [3, 2]);
    disposeAll([...inputs, factor!, result]);
  }),
];
