import type { Geometry } from '@gemmule/core';
import * as fc from 'fast-check';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import { forAll } from '../harness/define.ts';
import { arbitraryGeometry, axis, kernelCells, outputCells } from '../harness/geometry.ts';
import { checkGradients, checkValues, type Examples, opCases, type OpExample, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { convTable } from '../kernels/conv-table.ts';
import {
  convExample,
  type ConvSettings,
  convTransposeExample,
  foldExample,
  rectifiedExample,
  separableExample,
  unfoldExample,
} from './conv-example.ts';

type Make = (settings: ConvSettings, source: Random) => OpExample;

const example: Geometry = [
  axis({ input: 6, kernel: 3, stride: 2, padBefore: 1, padAfter: 2 }),
  axis({ input: 5, kernel: 2, dilation: 2, padBefore: 2 }),
];
const point: Geometry = [axis({ input: 3 }), axis({ input: 4 })];
const same3: Geometry = [
  axis({ input: 5, kernel: 3, padBefore: 1, padAfter: 1 }),
  axis({ input: 4, kernel: 3, padBefore: 1, padAfter: 1 }),
];

const table =
  (make: Make, settings: readonly ConvSettings[]): Examples =>
  (source) =>
    settings.map((one) => make(one, source));

/** The geometries with 2 axes; those of many columns are left to the kernels' own cases. */
function geometryTable(make: Make): Record<string, Examples> {
  return Object.fromEntries(
    Object.entries(convTable)
      .filter(([what]) => what !== 'rows around vector widths')
      .map(([what, list]) => [what, table(make, settingsOf(list, 2))]),
  );
}

function settingsOf(list: readonly Geometry[], axes: number): ConvSettings[] {
  return list
    .filter((geometry) => geometry.length === axes)
    .map((geometry) => ({ geometry, batch: 2, from: 2, to: 2 }));
}

/** What is the same code for any number of axes: a few geometries of 1 or 3 axes, and what depends on their number. */
function otherAxesTable(make: Make, axes: 1 | 3): Record<string, Examples> {
  const kinds = ['plain windows', 'input cells that no window reaches', 'asymmetric padding'] as const;
  const together = convTable['stride, dilation and asymmetric padding together'];
  return {
    'some geometries': table(
      make,
      kinds.flatMap((kind) => settingsOf(convTable[kind], axes)),
    ),
    'groups and a bias': table(
      make,
      settingsOf(together, axes).map((settings) => ({ ...settings, groups: 2, from: 1, bias: true })),
    ),
    'an empty batch': table(
      make,
      settingsOf(together, axes).map((settings) => ({ ...settings, batch: 0, bias: true })),
    ),
  };
}

/** What convolutions have beyond windows: channels in groups, a bias. */
const channelTable = (make: Make): Record<string, Examples> => ({
  bias: table(make, [
    { geometry: example, bias: true },
    { geometry: point, bias: true },
    { geometry: same3, groups: 2, from: 1, to: 2, bias: true },
  ]),
  groups: table(make, [
    { geometry: example, groups: 2, from: 2, to: 1 },
    { geometry: example, groups: 2, from: 1, to: 3 },
    { geometry: point, groups: 2, from: 2, to: 3 },
    { geometry: same3, groups: 3, from: 1, to: 1, batch: 1 },
  ]),
  depthwise: table(make, [
    { geometry: same3, groups: 4, from: 1, to: 1 },
    { geometry: example, groups: 3, from: 1, to: 2, batch: 1 },
  ]),
  'one image, one channel': table(make, [{ geometry: same3, batch: 1, from: 1, to: 1 }]),
  'an empty batch': table(make, [
    { geometry: same3, batch: 0, bias: true },
    { geometry: point, batch: 0 },
  ]),
});

/** Around the image, something of the image. */
const modeTable: Record<string, Examples> = {
  'padding modes': table(
    convExample,
    (['reflect', 'replicate', 'circular'] as const).flatMap((paddingMode): ConvSettings[] => [
      { geometry: example, batch: 1, paddingMode, bias: true },
      { geometry: [axis({ input: 7, kernel: 3, dilation: 2, padBefore: 3, padAfter: 1 })], groups: 2, paddingMode },
    ]),
  ),
};

/** With bias and without. */
const activationTable: Record<string, Examples> = {
  'an activation': table(
    rectifiedExample,
    [
      { geometry: same3, batch: 1 },
      { geometry: example, batch: 1 },
      { geometry: point },
      { geometry: example, groups: 2, from: 2, to: 1, batch: 1 },
      { geometry: same3, groups: 4, from: 1, to: 1, batch: 1 },
      { geometry: example, groups: 3, from: 1, to: 2, batch: 1 },
      { geometry: same3, batch: 0 },
    ].flatMap((one) => [true, false].map((bias) => ({ ...one, bias }))),
  ),
};

const outputPadding: Record<string, Examples> = {
  'output padding': table(convTransposeExample, [
    {
      geometry: [
        axis({ input: 6, kernel: 3, stride: 2, padBefore: 1, padAfter: 1 }),
        axis({ input: 8, kernel: 2, stride: 3 }),
      ],
    },
    { geometry: [axis({ input: 7, kernel: 2, stride: 4 }), axis({ input: 5, kernel: 3, stride: 1 })], bias: true },
  ]),
};

/** Sizes that reach the paths of fast kernels; values only, because differences of that many elements take long. */
const largeTable = (make: Make): Record<string, Examples> => ({
  'many channels and awkward image sizes': (source) =>
    [
      { geometry: sized(8, 8), batch: 1, from: 32, to: 24 },
      { geometry: sized(13, 7), batch: 2, from: 17, to: 9, bias: true },
      { geometry: sized(28, 30), batch: 1, from: 3, to: 5 },
      { geometry: [axis({ input: 14, kernel: 1 }), axis({ input: 9, kernel: 1 })], batch: 2, from: 40, to: 30 },
      {
        geometry: [
          axis({ input: 15, kernel: 3, stride: 2, padBefore: 1, padAfter: 1 }),
          axis({ input: 16, kernel: 3, stride: 2, padAfter: 1 }),
        ],
        from: 16,
        to: 16,
      },
      { geometry: sized(12, 17), groups: 16, from: 1, to: 1 },
    ].map((settings) => make(settings, source)),
});

const sized = (height: number, width: number): Geometry => [
  axis({ input: height, kernel: 3, padBefore: 1, padAfter: 1 }),
  axis({ input: width, kernel: 3, padBefore: 1, padAfter: 1 }),
];

/** Output padding must stay below stride or dilation, as in PyTorch; random inputs may have more unreached cells. */
function withLegalOutputPadding(geometry: Geometry): Geometry {
  return geometry.map((a) => {
    const reached = (a.output - 1) * a.stride - a.padBefore - a.padAfter + (a.kernel - 1) * a.dilation + 1;
    const extra = Math.min(a.input - reached, Math.max(a.stride, a.dilation) - 1);
    return { ...a, input: reached + extra };
  });
}

const arbitrary: fc.Arbitrary<ConvSettings> = fc.record({
  geometry: arbitraryGeometry(2),
  batch: fc.integer({ min: 1, max: 2 }),
  from: fc.integer({ min: 1, max: 2 }),
  to: fc.integer({ min: 1, max: 2 }),
  groups: fc.integer({ min: 1, max: 2 }),
  bias: fc.boolean(),
});

/** Finite differences cost the square of the size, so properties of gradients try small geometries. */
const isSmall = ({ geometry, batch = 1, from = 1, to = 1, groups = 1 }: ConvSettings): boolean =>
  batch * groups * groups * from * to * outputCells(geometry) * kernelCells(geometry) < 800;

/** An activation where methods of their own compute the sums, with bias and without. */
const largeActivations: Record<string, Examples> = {
  'an activation of many sums': table(
    convExample,
    [
      { geometry: sized(16, 16), batch: 1, from: 16, to: 16 },
      { geometry: sized(15, 18), from: 17, to: 19 },
      { geometry: sized(13, 16), from: 32, to: 17, groups: 2, batch: 1 },
      { geometry: [axis({ input: 14 }), axis({ input: 9 })], from: 40, to: 30 },
      { geometry: sized(12, 17), groups: 16, from: 1, to: 1 },
      { geometry: sized(9, 3), groups: 3, from: 1, to: 2 },
    ].flatMap((one) => [true, false].map((bias) => ({ ...one, bias, activation: 'relu' }))),
  ),
};

/** NaN stays NaN, which a maximum may drop, and an infinity is kept or lost by its sign. */
const notFiniteActivations: Record<string, Examples> = {
  'an activation of NaN and infinities': (source) =>
    [
      { geometry: sized(16, 17), from: 16, to: 16, batch: 1 },
      { geometry: sized(9, 10), groups: 4, from: 1, to: 1, bias: true },
      { geometry: example, from: 2, to: 3, bias: true },
      { geometry: point, from: 2, to: 3 },
    ].map((settings) => {
      const one = convExample({ ...settings, activation: 'relu' }, source);
      const [x, ...rest] = one.inputs;
      const data = Float32Array.from(x!.data);
      data.set([Number.NaN], 0);
      data.set([-Infinity], data.length >> 1);
      data.set([Infinity], data.length - 1);
      return { ...one, what: `${one.what}, with a NaN and infinities`, inputs: [{ ...x!, data }, ...rest] };
    }),
};

/** One kernel for each channel, or several, by the number of axes. */
function separableTable(axes: 1 | 2 | 3): Record<string, Examples> {
  const of = (kind: keyof typeof convTable): Geometry => settingsOf(convTable[kind], axes)[0]!.geometry;
  return {
    'depthwise, then pointwise': (source) =>
      [
        { geometry: of('asymmetric padding'), groups: 3, to: 1, mixed: 4, batch: 1, bias: true },
        { geometry: of('stride, dilation and asymmetric padding together'), batch: 1, groups: 2, to: 2, mixed: 2 },
        { geometry: of('plain windows'), batch: 0, groups: 2, to: 1, mixed: 2, bias: true },
      ].map((settings) => separableExample(settings, source)),
    'with a padding mode': (source) => {
      const geometry = of('plain windows').map((a) => axis({ input: a.input, kernel: 2, padBefore: 1 }));
      return [separableExample({ geometry, groups: 2, to: 1, mixed: 2, batch: 1, paddingMode: 'reflect' }, source)];
    },
  };
}

type Check = (context: CaseContext, example: OpExample, random: Random) => Promise<void>;

function properties(group: string, make: Make): ConformanceCase[] {
  const checks: [string, number, fc.Arbitrary<ConvSettings>, Check][] = [
    [group, 40, arbitrary, checkValues],
    [`${group} gradients`, 25, arbitrary.filter(isSmall), checkGradients],
  ];
  return checks.map(([name, runs, values, check]) => ({
    name: `${name}: any geometry, groups and channels`,
    group: name,
    level: 'op',
    run: (context) =>
      forAll(values, runs, context, (settings, random) => check(context, make(settings, random), random)),
  }));
}

/** A NaN and an infinity in the first input, wherever it is a picture large enough for methods that mix neighbours. */
const notFinite = (make: Make): Record<string, Examples> => ({
  'NaN and infinities reach what they touch and nothing else': (source) =>
    [
      { geometry: sized(12, 13), from: 8, to: 8 },
      { geometry: sized(9, 10), groups: 4, from: 1, to: 1 },
      { geometry: example, from: 2, to: 3 },
      { geometry: point, from: 2, to: 3 },
    ].map((settings) => {
      const one = make(settings, source);
      const [x, ...rest] = one.inputs;
      const data = Float32Array.from(x!.data, (value) => 0.5 + Math.abs(value));
      data[0] = Number.NaN;
      data[data.length - 1] = Infinity;
      const positive = rest.map((input) => ({
        ...input,
        data: Float32Array.from(input.data, (value) => 0.5 + Math.abs(value)),
      }));
      return { ...one, what: `${one.what}, with a NaN and an Infinity`, inputs: [{ ...x!, data }, ...positive] };
    }),
});

/** What {@link otherAxesTable} makes, for both numbers of axes. */
const otherAxes = (name: (axes: number) => string, make: Make): ConformanceCase[] =>
  ([1, 3] as const).flatMap((axes) => opCases(name(axes), otherAxesTable(make, axes)));

/** A geometry of 1 axis and one of 3, for what has no channels to mix. */
function foldedAxes(name: string, make: Make): ConformanceCase[] {
  const list = convTable['asymmetric padding'];
  return opCases(name, {
    '1 axis': table(make, settingsOf(list, 1)),
    '3 axes': table(
      make,
      settingsOf(list, 3).map((settings) => ({ ...settings, batch: 1 })),
    ),
  });
}

const makeTransposed: Make = (settings, source) =>
  convTransposeExample({ ...settings, geometry: withLegalOutputPadding(settings.geometry) }, source);

export const convCases: readonly ConformanceCase[] = [
  ...opCases('conv2d', {
    ...geometryTable(convExample),
    ...channelTable(convExample),
    ...activationTable,
    ...modeTable,
  }),
  ...valueCases('conv2d', { ...largeTable(convExample), ...notFinite(convExample) }),
  ...valueCases('conv2d', { ...largeActivations, ...notFiniteActivations }),
  ...properties('conv2d', convExample),
  ...otherAxes((axes) => `conv${axes}d`, convExample),
  ...([1, 2, 3] as const).flatMap((axes) => opCases(`separableConv${axes}d`, separableTable(axes))),
  ...opCases('convTranspose2d', {
    ...geometryTable(makeTransposed),
    ...channelTable(makeTransposed),
    ...outputPadding,
  }),
  ...valueCases('convTranspose2d', { ...largeTable(convTransposeExample), ...notFinite(makeTransposed) }),
  ...properties('convTranspose2d', makeTransposed),
  ...otherAxes((axes) => `convTranspose${axes}d`, makeTransposed),
  ...opCases('unfold', geometryTable(unfoldExample)),
  ...properties('unfold', unfoldExample),
  ...foldedAxes('unfold of', unfoldExample),
  ...opCases('fold', geometryTable(foldExample)),
  ...properties('fold', foldExample),
  ...foldedAxes('fold to', foldExample),
];
