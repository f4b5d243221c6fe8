import {
  gradients,
  maxPool,
  maxPoolWithIndices,
  maxUnpool,
  mul,
  scope,
  square,
  sum,
  tensor,
  type Geometry,
} from '@gemmule/core';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import { assertClose } from '../harness/compare.ts';
import { axis, inputCells, outputCells } from '../harness/geometry.ts';
import { disposeAll, opCase, opCases, type OpExample, upload } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { maxPool as definedMaxPool } from '../reference/pool.ts';
import { scatterAdd } from '../reference/gather.ts';
import { boundedSums, exact } from '../tolerance.ts';
import { windowOptions } from './window-options.ts';

const windows: Record<string, Geometry> = {
  'side by side': [axis({ input: 4, kernel: 2, stride: 2 }), axis({ input: 6, kernel: 3, stride: 3 })],
  'that overlap': [axis({ input: 4, kernel: 3, stride: 1 }), axis({ input: 5, kernel: 2, stride: 1, padBefore: 1 })],
  'of one axis': [axis({ input: 7, kernel: 2, stride: 2 })],
  'of three axes': [axis({ input: 2, kernel: 2 }), axis({ input: 5, kernel: 2, stride: 2 }), axis({ input: 3 })],
};

const shapeOf = (geometry: Geometry, side: 'input' | 'output'): number[] => [2, 2, ...geometry.map((a) => a[side])];

/** Where a pool of some numbers found its winners. */
export function winnersOf(geometry: Geometry, source: Random): Int32Array {
  return definedMaxPool({ planes: 4, geometry }, source.wholes(4 * inputCells(geometry))).indices;
}

/** Values put where a pool found its winners; those of windows that overlap meet. */
export function unpoolExample(geometry: Geometry, indices: Int32Array, source: Random): OpExample {
  const shape = shapeOf(geometry, 'output');
  const [size, count] = [inputCells(geometry), outputCells(geometry)];
  return {
    what: `maxUnpool of [${shape.join(', ')}] by [${indices.join(', ')}]`,
    inputs: [{ shape, data: source.floats(4 * count) }],
    run: (x) =>
      scope(() =>
        maxUnpool(x, tensor<number[]>(indices, shape, { dtype: 'int32', backend: x.backend }), {
          outputSize: geometry.map((a) => a.input),
        }),
      ),
    reference: (x) => ({
      shape: shapeOf(geometry, 'input'),
      ...boundedSums(scatterAdd({ outer: 4, size, inner: 1, count, perOuter: true }, x.data, indices)),
    }),
  };
}

const unpoolCases: ConformanceCase[] = Object.entries(windows).flatMap(([what, geometry]) =>
  opCases(`maxUnpool${geometry.length}d`, {
    [`windows ${what}`]: (source) => [unpoolExample(geometry, winnersOf(geometry, source), source)],
  }),
);

const geometry = windows['that overlap']!;
const options = { ...windowOptions(geometry), kernel: geometry.map((a) => a.kernel) };
const shape = shapeOf(geometry, 'input');

async function checkPlaces(context: CaseContext, geometry: Geometry, random: Random): Promise<void> {
  const data = random.wholes(4 * inputCells(geometry));
  const [x] = upload(context, [{ data, shape: shapeOf(geometry, 'input') }]);
  const options = { ...windowOptions(geometry), kernel: geometry.map((a) => a.kernel) };
  const [values, indices] = maxPoolWithIndices(x!, options);
  const expected = definedMaxPool({ planes: 4, geometry }, data);
  assertClose(await values.data(), exact(expected.y), 'maxPoolWithIndices', values.shape);
  assertClose(await indices.data(), exact(expected.indices), 'indices of maxPoolWithIndices', indices.shape);
  disposeAll([x!, values, indices]);
}

export const unpoolingCases: readonly ConformanceCase[] = [
  ...Object.entries(windows).map(([what, geometry]) =>
    opCase(`maxPool${geometry.length}dWithIndices`, `windows ${what}`, (context, random) =>
      checkPlaces(context, geometry, random),
    ),
  ),
  ...unpoolCases,
  // A cell that wins t windows counts t times in L = sum of y²: dL/dx = 2 t x, and the gradient of <dL/dx, c> is 2 t c.
  opCase('maxPool2d gradients', 'of gradients', async (context, random) => {
    const data = random.distinct(4 * inputCells(geometry));
    const factors = random.wholes(data.length);
    const [x] = upload(context, [{ data, shape }], true);
    const [c] = upload(context, [{ data: factors, shape }]);
    const result = scope(() => {
      const [dx] = gradients(sum(square(maxPool(x!, options))), [x!], { createGraph: true });
      return gradients(sum(mul(dx, c!)), [x!])[0];
    });
    const { indices } = definedMaxPool({ planes: 4, geometry }, data);
    const expected = new Float64Array(data.length);
    indices.forEach((cell, o) => {
      const at = Math.floor(o / (indices.length / 4)) * inputCells(geometry) + cell;
      expected[at]! += 2 * factors[at]!;
    });
    assertClose(await result.data(), exact(expected), 'gradient of the gradient of maxPool2d', shape);
    disposeAll([x!, c!, result]);
  }),
];
