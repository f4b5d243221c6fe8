import { type Geometry, avgPool, globalAvgPool, globalMaxPool, maxPool } from '@gemmule/core';
import * as fc from 'fast-check';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import { forAll } from '../harness/define.ts';
import { arbitraryGeometry, axis, describeGeometry } from '../harness/geometry.ts';
import { checkGradients, checkValues, type Examples, opCases, type OpExample, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { convTable } from '../kernels/conv-table.ts';
import { avgPool as definedAvgPool, maxPool as definedMaxPool } from '../reference/pool.ts';
import { reduceAxes } from '../reference/reduce-axes.ts';
import { boundedSums, exact } from '../tolerance.ts';
import { windowOptions } from './window-options.ts';

interface PoolSettings {
  readonly geometry: Geometry;
  readonly ceilMode?: boolean;
  readonly batch?: number;
  readonly channels?: number;
}

type Make = (settings: PoolSettings, source: Random) => OpExample;

const kernelOf = (geometry: Geometry): number[] => geometry.map((a) => a.kernel);

function operands({ geometry, batch = 2, channels = 2 }: PoolSettings) {
  const shape = [batch, channels, ...geometry.map((a) => a.input)];
  const resultShape = [batch, channels, ...geometry.map((a) => a.output)];
  return { shape, resultShape, planes: batch * channels, length: shape.reduce((a, b) => a * b, 1) };
}

const maxExample: Make = (settings, source) => {
  const { geometry, ceilMode = false } = settings;
  const { shape, resultShape, planes, length } = operands(settings);
  const options = { ...windowOptions(geometry), kernel: kernelOf(geometry), ceilMode };
  return {
    what: `maxPool${geometry.length}d [${shape.join(', ')}] ${describeGeometry(geometry)} ceilMode ${ceilMode}`,
    // No two elements alike, so that the winner is still the winner a small step away.
    inputs: [{ shape, data: source.distinct(length) }],
    run: (x) => maxPool(x, options),
    reference: (x) => ({ shape: resultShape, ...exact(definedMaxPool({ planes, geometry }, x.data).y) }),
  };
};

const avgExample =
  (countIncludePad: boolean): Make =>
  (settings, source) => {
    const { geometry, ceilMode = false } = settings;
    const { shape, resultShape, planes, length } = operands(settings);
    const options = { ...windowOptions(geometry), kernel: kernelOf(geometry), ceilMode, countIncludePad };
    return {
      what: `avgPool${geometry.length}d [${shape.join(', ')}] ${describeGeometry(geometry)} ceilMode ${ceilMode} countIncludePad ${countIncludePad}`,
      inputs: [{ shape, data: source.floats(length) }],
      run: (x) => avgPool(x, options),
      reference: (x) => ({
        shape: resultShape,
        ...boundedSums(definedAvgPool({ planes, geometry, countIncludePad }, x.data)),
      }),
    };
  };

/** Padding must be smaller than the window, so that no window misses the input altogether. */
const isPoolable = (geometry: Geometry): boolean =>
  geometry.every((a) => Math.max(a.padBefore, a.padAfter) < (a.kernel - 1) * a.dilation + 1);

const ceil = true;
const ceilGeometries: readonly Geometry[] = [
  [axis({ input: 4, kernel: 3, stride: 2, ceil }), axis({ input: 5, kernel: 2, stride: 2, ceil })],
  [
    axis({ input: 5, kernel: 2, stride: 2, padBefore: 1, padAfter: 1, ceil }),
    axis({ input: 7, kernel: 3, stride: 3, padAfter: 2, ceil }),
  ],
  [
    axis({ input: 6, kernel: 2, stride: 3, dilation: 2, ceil }),
    axis({ input: 6, kernel: 3, stride: 2, padBefore: 1, ceil }),
  ],
];

function tableOf(make: Make): Record<string, Examples> {
  const plain = Object.entries(convTable)
    .filter(([what]) => what !== 'rows around vector widths')
    .map(([what, list]): [string, readonly PoolSettings[]] => [
      what,
      list.filter((geometry) => geometry.length === 2 && isPoolable(geometry)).map((geometry) => ({ geometry })),
    ])
    .filter(([, list]) => list.length > 0);
  const more: [string, readonly PoolSettings[]][] = [
    ['ceil mode', ceilGeometries.map((geometry) => ({ geometry, ceilMode: true }))],
    ['an empty batch', [{ geometry: ceilGeometries[0]!, ceilMode: true, batch: 0 }]],
  ];
  return Object.fromEntries(
    [...plain, ...more].map(([what, list]): [string, Examples] => [
      what,
      (source) => list.map((one) => make(one, source)),
    ]),
  );
}

function properties(group: string, make: Make): ConformanceCase[] {
  const arbitrary = fc.record({ geometry: arbitraryGeometry(2).filter(isPoolable), batch: fc.constant(1) });
  const checks: [string, number, (context: CaseContext, example: OpExample, random: Random) => Promise<void>][] = [
    [group, 30, checkValues],
    [`${group} gradients`, 20, checkGradients],
  ];
  return checks.map(([name, runs, check]) => ({
    name: `${name}: any geometry`,
    group: name,
    level: 'op',
    run: (context) =>
      forAll(arbitrary, runs, context, (settings, random) => check(context, make(settings, random), random)),
  }));
}

const avgBoth: Record<string, Examples> = Object.fromEntries(
  Object.entries(tableOf(avgExample(true))).map(([what, examples]): [string, Examples] => [
    what,
    (source) => [...examples(source), ...(tableOf(avgExample(false))[what]?.(source) ?? [])],
  ]),
);

/** A few geometries of 1 or 3 axes: it is the same code for any number. */
function otherAxes(make: Make, axes: 1 | 3): Record<string, Examples> {
  const settings = [
    ...convTable['asymmetric padding'],
    ...convTable['stride, dilation and asymmetric padding together'],
  ].filter((geometry) => geometry.length === axes && isPoolable(geometry));
  return { 'some geometries': (source) => settings.map((geometry) => make({ geometry }, source)) };
}

const globalShapes = [
  [2, 3, 5, 4],
  [1, 1, 1, 7],
  [2, 2, 3, 1],
  [2, 3, 5],
  [1, 2, 3, 2, 4],
];

const globalShapesOf = (axes: number): number[][] => globalShapes.filter((shape) => shape.length === axes + 2);

const globalAvgTable = (axes: number): Record<string, Examples> => ({
  'whole images': (source) =>
    globalShapesOf(axes).map((shape) => ({
      what: `globalAvgPool of [${shape.join(', ')}]`,
      inputs: [{ shape, data: source.floats(shape.reduce((a, b) => a * b, 1)) }],
      run: (x) => globalAvgPool(x),
      reference: (x) => reduceAxes('mean', x, axesBehind(shape), true),
      gradient: { roundings: 8 },
    })),
});

const globalMaxTable = (axes: number): Record<string, Examples> => ({
  'whole images': (source) =>
    globalShapesOf(axes).map((shape) => ({
      what: `globalMaxPool of [${shape.join(', ')}]`,
      inputs: [{ shape, data: source.distinct(shape.reduce((a, b) => a * b, 1)) }],
      run: (x) => globalMaxPool(x),
      reference: (x) => reduceAxes('max', x, axesBehind(shape), true),
    })),
});

/** All axes but batch and channels. */
const axesBehind = (shape: readonly number[]): number[] => shape.map((_, axis) => axis).slice(2);

const nanTable: Record<string, Examples> = {
  'a NaN wins its windows and no others': (source) => {
    const geometry: Geometry = [axis({ input: 5, kernel: 2, stride: 2 }), axis({ input: 5, kernel: 3, stride: 1 })];
    const one = maxExample({ geometry, batch: 1, channels: 1 }, source);
    const data = Float32Array.from(one.inputs[0]!.data);
    data[7] = Number.NaN;
    return [{ ...one, inputs: [{ shape: [1, 1, 5, 5], data }] }];
  },
};

export const poolingOpCases: readonly ConformanceCase[] = [
  ...opCases('maxPool2d', tableOf(maxExample)),
  ...valueCases('maxPool2d', nanTable),
  ...properties('maxPool2d', maxExample),
  ...opCases('avgPool2d', avgBoth),
  ...properties('avgPool2d', avgExample(true)),
  ...opCases('maxPool1d', otherAxes(maxExample, 1)),
  ...opCases('maxPool3d', otherAxes(maxExample, 3)),
  ...opCases('avgPool1d', otherAxes(avgExample(true), 1)),
  ...opCases('avgPool3d', otherAxes(avgExample(false), 3)),
  ...[1, 2, 3].flatMap((axes) => opCases(`globalAvgPool${axes}d`, globalAvgTable(axes))),
  ...[1, 2, 3].flatMap((axes) => opCases(`globalMaxPool${axes}d`, globalMaxTable(axes))),
];
