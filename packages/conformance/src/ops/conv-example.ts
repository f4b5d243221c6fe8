import { type Activation, fold, type Geometry, unfold, conv, convTranspose, separableConv } from '@gemmule/core';
import { axis, describeGeometry, kernelCells, outputCells } from '../harness/geometry.ts';
import type { OpExample } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import type { NdArray } from '../reference/array.ts';
import { conv as definedConv, type ConvSizes } from '../reference/conv.ts';
import { convTranspose as definedConvTranspose } from '../reference/conv-transpose.ts';
import { col2im, im2col } from '../reference/im2col.ts';
import { boundedSums, exact } from '../tolerance.ts';
import { bordered, type BorderMode } from './movement-example.ts';
import { windowOptions } from './window-options.ts';

/** A convolution of some kind, channels counted per group. */
export interface ConvSettings {
  readonly geometry: Geometry;
  readonly batch?: number;
  readonly from?: number;
  readonly to?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  /** Of the convolution, not of the transposed one. */
  readonly activation?: Activation;
  /** Of the convolution, not of the transposed one. */
  readonly paddingMode?: BorderMode;
}

/** Beyond the reach of finite differences: two steps of 2⁻¹⁰ in one operand, times at most 1 in the other. */
const CORNER = 2 ** -8;

const lengths = (geometry: Geometry, key: 'input' | 'output' | 'kernel'): number[] => geometry.map((axis) => axis[key]);

const random = (source: Random, shape: readonly number[]): NdArray => ({
  shape,
  data: source.floats(shape.reduce((a, b) => a * b, 1)),
});

const describe = (what: string, { batch, inChannels, outChannels, groups, geometry }: ConvSizes): string =>
  `${what} batch ${batch} channels ${inChannels} -> ${outChannels} groups ${groups} ${describeGeometry(geometry)}`;

function sizesOf({ geometry, batch = 2, from = 2, to = 3, groups = 1 }: ConvSettings): ConvSizes {
  return { batch, inChannels: from * groups, outChannels: to * groups, groups, geometry };
}

export function convExample(settings: ConvSettings, source: Random): OpExample {
  const sizes = sizesOf(settings);
  const { batch, inChannels, outChannels, groups, geometry } = sizes;
  const { activation, paddingMode } = settings;
  const options = { ...windowOptions(geometry), groups, activation, paddingMode };
  return {
    what: describe(
      activation === undefined ? `conv${geometry.length}d` : `conv${geometry.length}d with ${activation}`,
      sizes,
    ),
    inputs: [
      random(source, [batch, inChannels, ...lengths(geometry, 'input')]),
      random(source, [outChannels, inChannels / groups, ...lengths(geometry, 'kernel')]),
      ...(settings.bias === true ? [random(source, [outChannels])] : []),
    ],
    run: (x, weight, bias) => conv(x, weight, { ...options, bias }),
    reference(image, weight, bias) {
      const [x, around] = surrounded(image, geometry, paddingMode);
      const operands = { x: x.data, weight: weight.data, bias: bias?.data, activation };
      return {
        shape: [batch, outChannels, ...lengths(geometry, 'output')],
        ...boundedSums(definedConv({ ...sizes, ...operands, geometry: around })),
      };
    },
    convolves: true,
  };
}

/** The image with its border, cell by cell, and the geometry of the same windows over it. */
function surrounded(x: NdArray, geometry: Geometry, mode: BorderMode | undefined): [NdArray, Geometry] {
  if (mode === undefined) return [x, geometry];
  const pads = geometry.map((a) => [a.padBefore, a.padAfter] as const);
  const { shape, values } = bordered(x, [[0, 0], [0, 0], ...pads], mode);
  const around = geometry.map((a) => ({ ...a, input: a.input + a.padBefore + a.padAfter, padBefore: 0, padAfter: 0 }));
  return [{ shape, data: values }, around];
}

/**
 * {@link convExample} with `relu`, its inputs drawn until no sum comes so close to the corner of that at 0 that finite
 * differences would carry it over.
 */
export function rectifiedExample(settings: ConvSettings, source: Random): OpExample {
  const sizes = sizesOf(settings);
  for (;;) {
    const example = convExample({ ...settings, activation: 'relu' }, source);
    const [x, weight, bias] = example.inputs.map((input) => input.data);
    const { values, magnitudes } = definedConv({ ...sizes, x: x!, weight: weight!, bias });
    // What sees nothing but padding is 0, and stays it.
    if (values.every((value, i) => Math.abs(value) > CORNER || magnitudes[i] === 0)) return example;
  }
}

/** `to` kernels for each of `groups` channels, mixed to `mixed` channels; `from` is 1. */
export function separableExample(settings: ConvSettings & { readonly mixed: number }, source: Random): OpExample {
  const sizes = sizesOf({ ...settings, from: 1 });
  const { batch, inChannels, outChannels: between, geometry } = sizes;
  const { paddingMode, mixed } = settings;
  const options = { ...windowOptions(geometry), paddingMode };
  const places = geometry.map(({ output }) => axis({ input: output }));
  const points = { batch, inChannels: between, outChannels: mixed, groups: 1, geometry: places };
  return {
    what: `separable ${describe(`conv${geometry.length}d`, sizes)} mixed to ${mixed}`,
    inputs: [
      random(source, [batch, inChannels, ...lengths(geometry, 'input')]),
      random(source, [between, 1, ...lengths(geometry, 'kernel')]),
      random(source, [mixed, between, ...geometry.map(() => 1)]),
      ...(settings.bias === true ? [random(source, [mixed])] : []),
    ],
    run: (x, depthwise, pointwise, bias) => separableConv(x, depthwise, pointwise, { ...options, bias }),
    reference(image, depthwise, pointwise, bias) {
      const [x, around] = surrounded(image, geometry, paddingMode);
      const inner = definedConv({ ...sizes, x: x.data, weight: depthwise.data, geometry: around });
      const weight = pointwise.data;
      const outer = definedConv({ ...points, x: inner.values, weight, bias: bias?.data });
      // What is rounded within goes on into every sum.
      const { magnitudes } = definedConv({
        ...points,
        x: inner.magnitudes,
        weight: Array.from(weight, Math.abs),
        bias: bias && Array.from(bias.data, Math.abs),
      });
      return {
        shape: [batch, mixed, ...lengths(geometry, 'output')],
        ...boundedSums({ values: outer.values, magnitudes, terms: inner.terms + outer.terms }),
      };
    },
    convolves: true,
    // Each gradient is a sum of such sums, which may cancel: over what is mixed, and over places or taps. No number is above 1.
    gradient: {
      slack: mixed * Math.max(batch * outputCells(geometry), (between / inChannels) * kernelCells(geometry)),
    },
  };
}

/** `geometry` is that of the convolution being transposed; its `input` may be longer than windows reach. */
export function convTransposeExample(settings: ConvSettings, source: Random): OpExample {
  const sizes = sizesOf(settings);
  const { batch, inChannels, outChannels, groups, geometry } = sizes;
  const options = {
    ...windowOptions(geometry),
    groups,
    outputPadding: geometry.map(
      (a) => a.input - ((a.output - 1) * a.stride - a.padBefore - a.padAfter + (a.kernel - 1) * a.dilation + 1),
    ),
  };
  return {
    what: `${describe(`convTranspose${geometry.length}d`, sizes)} outputPadding ${options.outputPadding.join(',')}`,
    inputs: [
      random(source, [batch, inChannels, ...lengths(geometry, 'output')]),
      random(source, [inChannels, outChannels / groups, ...lengths(geometry, 'kernel')]),
      ...(settings.bias === true ? [random(source, [outChannels])] : []),
    ],
    run: (x, weight, bias) => convTranspose(x, weight, { ...options, bias }),
    reference: (x, weight, bias) => ({
      shape: [batch, outChannels, ...lengths(geometry, 'input')],
      ...boundedSums(definedConvTranspose({ ...sizes, x: x.data, weight: weight.data, bias: bias?.data })),
    }),
    convolves: true,
  };
}

export function unfoldExample({ geometry, batch = 2, from = 2 }: ConvSettings, source: Random): OpExample {
  const sizes = { batch, channels: from, geometry };
  const kernel = lengths(geometry, 'kernel');
  return {
    what: `unfold batch ${batch} channels ${from} ${describeGeometry(geometry)}`,
    inputs: [random(source, [batch, from, ...lengths(geometry, 'input')])],
    run: (x) => unfold(x, { ...windowOptions(geometry), kernel }),
    reference: (x) => ({
      shape: [batch, from * kernelCells(geometry), outputCells(geometry)],
      ...exact(im2col(sizes, x.data)),
    }),
  };
}

export function foldExample({ geometry, batch = 2, from = 2 }: ConvSettings, source: Random): OpExample {
  const sizes = { batch, channels: from, geometry };
  const kernel = lengths(geometry, 'kernel');
  const outputSize = lengths(geometry, 'input');
  return {
    what: `fold batch ${batch} channels ${from} ${describeGeometry(geometry)}`,
    inputs: [random(source, [batch, from * kernelCells(geometry), outputCells(geometry)])],
    run: (x) => fold(x, { ...windowOptions(geometry), kernel, outputSize }),
    reference: (x) => ({
      shape: [batch, from, ...outputSize],
      ...boundedSums(col2im(sizes, x.data)),
    }),
  };
}
