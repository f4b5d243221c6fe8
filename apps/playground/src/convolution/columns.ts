import {
  type Backend,
  fold,
  matmul,
  ones,
  reshape,
  scope,
  sizeOf,
  slice,
  type Tensor,
  tensor,
  unfold,
  UsageError,
  workspaceLength,
} from '@gemmule/core';
import { type Facts, factsOf, fieldOf, operandsOf, pictureOf } from './convolve.ts';
import type { Columns, MemoryCost } from './lab.ts';
import { type ConvSettings, perAxis } from './settings.ts';

/** Most elements of a column matrix that are sent to the page. */
const mostElements = 2 ** 22;
const bytesPerElement = 4;
const noNumbers = new Float32Array();

/**
 * The column matrix of one group of channels, and what a product makes of it.
 *
 * @throws ShapeError with the engine's sentence where the settings do not fit; UsageError where the matrix is too large to look at.
 */
export async function columnsOf(settings: ConvSettings, group: number, backend: Backend): Promise<Columns> {
  const plain: ConvSettings = { ...settings, transposed: false, outputPadding: [0, 0] };
  const facts = factsOf(plain);
  assertSmall(facts);
  const { input, weight } = operandsOf(facts, settings);
  const tensors = scope(() => {
    const image = tensor(input, [...facts.inputShape], { backend });
    const channels = facts.weightShape[1]!;
    const field = slice(fieldOf(image, plain, facts), [null, [group * channels, (group + 1) * channels]]);
    const window = {
      kernel: perAxis(plain, plain.kernel),
      stride: perAxis(plain, plain.stride),
      dilation: perAxis(plain, plain.dilation),
    };
    const matrix = unfold(field, window);
    const kernels = kernelsOf(tensor(weight, [...facts.weightShape], { backend }), group, settings.groups);
    const outputSize = field.shape.slice(2);
    const once = ones([...matrix.shape], { backend });
    return {
      field,
      matrix,
      kernels,
      product: matmul(kernels, reshape(matrix, matrix.shape.slice(1))),
      folded: fold(matrix, { ...window, outputSize }),
      counts: fold(once, { ...window, outputSize }),
    };
  });
  try {
    const { field, matrix, kernels, product, folded, counts } = tensors;
    return {
      settings: plain,
      axes: facts.axes,
      field: pictureOf(field.shape, await field.data()),
      output: pictureOf(facts.outputShape, noNumbers),
      rows: matrix.shape[1],
      columns: matrix.shape[2],
      matrix: await matrix.data(),
      kernels: await kernels.data(),
      product: await product.data(),
      folded: pictureOf(folded.shape, await folded.data()),
      counts: pictureOf(counts.shape, await counts.data()),
      memory: memoryOf(plain, facts, backend),
    };
  } finally {
    for (const one of Object.values(tensors)) one.dispose();
  }
}

/** The kernels of a group as rows. */
function kernelsOf(weight: Tensor<number[]>, group: number, groups: number): Tensor<number[]> {
  const [outputs = 0, ...taps] = weight.shape;
  const share = outputs / groups;
  return reshape(slice(weight, [[group * share, (group + 1) * share]]), [share, sizeOf(taps)]);
}

function assertSmall({ weightShape: [, ...taps], outputShape: [, , ...places], operation }: Facts): void {
  const [rows, columns] = [sizeOf(taps), sizeOf(places)];
  if (rows * columns <= mostElements) return;
  throw new UsageError(
    `${operation}: its column matrix of ${rows} rows and ${columns} columns is too large to look at; ` +
      'take a smaller input or fewer channels',
  );
}

function memoryOf({ inChannels, outChannels, groups }: ConvSettings, facts: Facts, backend: Backend): MemoryCost {
  const { axes: geometry, inputShape, weightShape, outputShape } = facts;
  const taps = sizeOf(weightShape.slice(2));
  const dimensions = { batch: 1, inChannels, outChannels, groups, geometry };
  const elements = {
    input: sizeOf(inputShape),
    output: sizeOf(outputShape),
    weight: sizeOf(weightShape),
    matrix: inChannels * taps * sizeOf(outputShape.slice(2)),
    workspace: workspaceLength(backend, 'forward', dimensions),
  };
  return Object.fromEntries(
    Object.entries(elements).map(([name, count]) => [name, count * bytesPerElement]),
  ) as unknown as MemoryCost;
}
