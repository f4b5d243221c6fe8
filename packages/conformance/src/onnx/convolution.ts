import { fold, type Geometry, conv, convTranspose } from '@gemmule/core';
import { kernelCells } from '../harness/geometry.ts';
import { windowOptions } from '../ops/window-options.ts';
import { conv as definedConv } from '../reference/conv.ts';
import { convTranspose as definedConvTranspose } from '../reference/conv-transpose.ts';
import { col2im } from '../reference/im2col.ts';
import { boundedSums } from '../tolerance.ts';
import { type Mapper, single } from './mapping.ts';
import { arrayOf, inputOf, integersOf, numberAttribute, type VectorCase } from './vector.ts';
import { transposedGeometry, windowGeometry } from './window.ts';

const lengths = (geometry: Geometry, key: 'input' | 'output' | 'kernel'): number[] => geometry.map((axis) => axis[key]);

/** The inputs that are there: x, weight and perhaps a bias. */
const operandsOf = (vector: VectorCase) => vector.inputs.flatMap((input) => (input === null ? [] : [arrayOf(input)]));

export const mapConv: Mapper = single((vector) => {
  const [x, weight] = [inputOf(vector, 0).shape, inputOf(vector, 1).shape];
  const geometry = windowGeometry(vector, x.slice(2), weight.slice(2));
  const groups = numberAttribute(vector, 'group', 1);
  const sizes = { batch: x[0]!, inChannels: x[1]!, outChannels: weight[0]!, groups, geometry };
  return {
    inputs: operandsOf(vector),
    run: (image, filter, bias) => conv(image, filter, { ...windowOptions(geometry), groups, bias }),
    reference: (image, filter, bias) => ({
      shape: [x[0]!, weight[0]!, ...lengths(geometry, 'output')],
      ...boundedSums(definedConv({ ...sizes, x: image.data, weight: filter.data, bias: bias?.data })),
    }),
  };
});

export const mapConvTranspose: Mapper = single((vector) => {
  const [x, weight] = [inputOf(vector, 0).shape, inputOf(vector, 1).shape];
  const geometry = transposedGeometry(vector, x.slice(2), weight.slice(2));
  const groups = numberAttribute(vector, 'group', 1);
  const sizes = { batch: x[0]!, inChannels: x[1]!, outChannels: weight[1]! * groups, groups, geometry };
  const shape = [sizes.batch, sizes.outChannels, ...lengths(geometry, 'input')];
  const outputPadding = geometry.map(
    (a) => a.input - ((a.output - 1) * a.stride - a.padBefore - a.padAfter + (a.kernel - 1) * a.dilation + 1),
  );
  return {
    inputs: operandsOf(vector),
    run: (image, filter, bias) =>
      convTranspose(image, filter, { ...windowOptions(geometry), groups, outputPadding, bias }),
    reference: (image, filter, bias) => ({
      shape,
      ...boundedSums(definedConvTranspose({ ...sizes, x: image.data, weight: filter.data, bias: bias?.data })),
    }),
  };
});

/** Col2Im: our fold. */
export const mapCol2Im: Mapper = single((vector) => {
  const columns = inputOf(vector, 0).shape;
  const [image, block] = [integersOf(vector, 1)!, integersOf(vector, 2)!];
  const geometry = windowGeometry(vector, image, block);
  const [batch, channels] = [columns[0]!, columns[1]! / kernelCells(geometry)];
  const shape = [batch, channels, ...image];
  return {
    inputs: [arrayOf(inputOf(vector, 0))],
    run: (x) => fold(x, { ...windowOptions(geometry), outputSize: [...image], kernel: [...block] }),
    reference: (x) => ({ shape, ...boundedSums(col2im({ batch, channels, geometry }, x.data)) }),
  };
});
