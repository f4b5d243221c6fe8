import { cpu } from '@gemmule/backend-cpu';
import type { Backend } from '@gemmule/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { columnsOf } from './columns.ts';
import { convolve } from './convolve.ts';
import { type ConvSettings, defaultSettings } from './settings.ts';
import { tapsOn, termsOf, weightAt } from './window.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await cpu({ engine: 'typescript' });
});

const cases: Record<string, Partial<ConvSettings>> = {
  'the first one': {},
  'no padding': {
    padding: [
      [0, 0],
      [0, 0],
    ],
    stride: [1, 1],
  },
  'uneven padding and strides': {
    input: [6, 9],
    kernel: [2, 3],
    stride: [3, 2],
    padding: [
      [0, 1],
      [2, 0],
    ],
  },
  dilated: { input: [7, 7], stride: [1, 2], dilation: [3, 2] },
  'groups of channels': { inChannels: 4, outChannels: 6, groups: 2 },
  reflecting: {
    mode: 'reflect',
    padding: [
      [2, 1],
      [1, 2],
    ],
  },
  replicating: { mode: 'replicate' },
  circular: { mode: 'circular', stride: [1, 1] },
  'one axis': {
    axes: 1,
    input: [1, 8],
    kernel: [1, 3],
    stride: [1, 2],
    padding: [
      [0, 0],
      [1, 1],
    ],
  },
  transposed: { transposed: true },
  'transposed with output padding': { transposed: true, stride: [2, 3], outputPadding: [1, 2], dilation: [1, 2] },
  'transposed, cut': {
    transposed: true,
    kernel: [1, 2],
    padding: [
      [2, 1],
      [1, 2],
    ],
    inChannels: 2,
    outChannels: 4,
    groups: 2,
  },
  'transposed, one axis': {
    transposed: true,
    axes: 1,
    input: [1, 4],
    kernel: [1, 3],
    stride: [1, 2],
    padding: [
      [0, 0],
      [1, 0],
    ],
  },
};

const settingsOf = (changes: Partial<ConvSettings>): ConvSettings => ({ ...defaultSettings, ...changes });

describe.each(Object.entries(cases))('%s', (_name, changes) => {
  it('the products that are shown add up to what the engine computed', async () => {
    const convolution = await convolve(settingsOf(changes), backend);
    const { output, settings } = convolution;
    const area = output.height * output.width;
    const sums = Array.from({ length: settings.outChannels * area }, (_, i) =>
      termsOf(convolution, Math.floor(i / area), i % area).reduce((sum, { value, weight }) => sum + value * weight, 0),
    );
    expect(sums).toEqual([...output.data]);
  });

  it("the outputs that a cell feeds give the engine's gradient", async () => {
    const convolution = await convolve(settingsOf(changes), backend);
    const { gradient, settings } = convolution;
    const { inChannels, outChannels, groups } = settings;
    const area = gradient.height * gradient.width;
    const sums = Array.from({ length: inChannels * area }, (_, i) => {
      const channel = Math.floor(i / area);
      const first = Math.floor(channel / (inChannels / groups)) * (outChannels / groups);
      const fed = Array.from({ length: outChannels / groups }, (_, o) => first + o);
      return tapsOn(convolution, i % area).reduce(
        (sum, { kernel }) => fed.reduce((all, out) => all + weightAt(convolution, channel, out, kernel), sum),
        0,
      );
    });
    expect(sums).toEqual([...gradient.data]);
  });
});

it('the product of kernels and columns is the convolution', async () => {
  const settings = settingsOf({ inChannels: 4, outChannels: 6, groups: 2, mode: 'reflect' });
  const { output } = await convolve(settings, backend);
  const [first, second] = [await columnsOf(settings, 0, backend), await columnsOf(settings, 1, backend)];
  expect([...first.product, ...second.product]).toEqual([...output.data]);
  expect(first.memory).toEqual({
    input: 400,
    output: 216,
    weight: 432,
    matrix: 4 * 9 * 9 * 4,
    workspace: expect.any(Number),
  });
  // Stride 2 with kernel 3: the middle lines are seen twice in each direction.
  expect([...first.counts.data].slice(0, 7)).toEqual([1, 1, 2, 1, 2, 1, 1]);
});
