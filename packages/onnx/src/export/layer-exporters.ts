import type { PerAxis } from '@gemmule/core';
import type { AnyLayer } from '@gemmule/nn';
import type { AttributeValue, Edge, GraphWriter, LayerExporter } from './graph-writer.ts';
import { perAxis, windowAttributes, type WindowConfig } from './window-attributes.ts';

/** What the layers of nn are called in ONNX. */
export const layerExporters: Readonly<Record<string, LayerExporter>> = {
  network: chain,
  sequential: chain,
  residual,
  parallel,
  invertedResidual,
  conv1d: conv(1),
  conv2d: conv(2),
  conv3d: conv(3),
  convTranspose1d: convTranspose(1),
  convTranspose2d: convTranspose(2),
  convTranspose3d: convTranspose(3),
  linear,
  maxPool1d: pool('MaxPool', 1),
  maxPool2d: pool('MaxPool', 2),
  maxPool3d: pool('MaxPool', 3),
  avgPool1d: pool('AveragePool', 1),
  avgPool2d: pool('AveragePool', 2),
  avgPool3d: pool('AveragePool', 3),
  globalAvgPool1d: simple('GlobalAveragePool'),
  globalAvgPool2d: simple('GlobalAveragePool'),
  globalAvgPool3d: simple('GlobalAveragePool'),
  globalMaxPool1d: simple('GlobalMaxPool'),
  globalMaxPool2d: simple('GlobalMaxPool'),
  globalMaxPool3d: simple('GlobalMaxPool'),
  adaptiveAvgPool2d,
  upsample,
  pixelShuffle,
  batchNorm1d: batchNorm,
  batchNorm2d: batchNorm,
  batchNorm3d: batchNorm,
  groupNorm,
  instanceNorm2d,
  layerNorm,
  flatten,
  // They do nothing when a model predicts.
  dropout: (_, x) => x,
  dropout2d: (_, x) => x,
  relu: simple('Relu'),
  relu6: (_, x, graph) => clip(graph, x, 0, 6),
  clip: ({ config }, x, graph) => clip(graph, x, Number(config['low']), Number(config['high'])),
  leakyRelu: ({ config }, x, graph) => graph.node('LeakyRelu', [x], x.rank, { alpha: float(config['slope']) }),
  elu: ({ config }, x, graph) => graph.node('Elu', [x], x.rank, { alpha: float(config['alpha']) }),
  selu: simple('Selu'),
  sigmoid: simple('Sigmoid'),
  tanh: simple('Tanh'),
  silu: (_, x, graph) => graph.node('Mul', [x, graph.node('Sigmoid', [x], x.rank)], x.rank),
  gelu: (_, x, graph) => graph.node('Gelu', [x], x.rank, {}, 20),
  softplus: simple('Softplus'),
  mish: (_, x, graph) => graph.node('Mish', [x], x.rank, {}, 18),
  hardsigmoid: (_, x, graph) => graph.node('HardSigmoid', [x], x.rank, { alpha: float(1 / 6), beta: float(0.5) }),
  hardswish: simple('HardSwish'),
  prelu,
  softmax: ({ config }, x, graph) => graph.node('Softmax', [x], x.rank, { axis: Number(config['axis']) }),
  logSoftmax: ({ config }, x, graph) => graph.node('LogSoftmax', [x], x.rank, { axis: Number(config['axis']) }),
};

/** A node without attributes, of the same rank. */
function simple(op: string): LayerExporter {
  return (_, x, graph) => graph.node(op, [x], x.rank);
}

function float(value: unknown): AttributeValue {
  return { float: Math.fround(Number(value)) };
}

function chain({ layers }: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  return graph.chain(layers, x);
}

/** The layers of the sum, then the shortcut and the activation where there are such. */
function residual({ layers, config }: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const [hasShortcut, hasActivation] = [config['shortcut'] === true, config['activation'] === true];
  const count = layers.length - Number(hasShortcut) - Number(hasActivation);
  const y = graph.chain(layers.slice(0, count), x);
  const direct = hasShortcut ? graph.layer(layers[count]!, x, String(count)) : x;
  const sum = graph.node('Add', [direct, y], y.rank);
  return hasActivation ? graph.layer(layers.at(-1)!, sum, String(layers.length - 1)) : sum;
}

function parallel({ layers }: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const results = layers.map((branch, i) => graph.layer(branch, x, String(i)));
  return graph.node('Concat', results, x.rank, { axis: 1 });
}

function invertedResidual({ layers, config }: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const y = graph.chain(layers, x);
  const adds = config['stride'] === 1 && config['in'] === config['out'];
  return adds ? graph.node('Add', [x, y], y.rank) : y;
}

interface ConvConfig extends WindowConfig {
  readonly groups: number;
  readonly paddingMode: 'zeros' | 'reflect' | 'replicate' | 'circular';
}

function conv(axes: number): LayerExporter {
  return (layer, x, graph) => {
    const config = layer.config as unknown as ConvConfig;
    const { pads = [], ...attributes } = { ...windowAttributes(config, axes), group: config.groups };
    const operands = [graph.parameter(layer, 'weight'), graph.parameter(layer, 'bias')];
    if (config.paddingMode === 'zeros') {
      return graph.node('Conv', [x, ...operands], x.rank, windowAttributesOf(attributes, pads));
    }
    const border = 'auto_pad' in attributes ? sameBorder(layer, config, axes, graph) : (pads as readonly number[]);
    const { auto_pad: _, ...rest } = attributes as Record<string, AttributeValue>;
    return graph.node('Conv', [bordered(x, border, config.paddingMode, graph), ...operands], x.rank, rest);
  };
}

/** Attributes with the pads put back, where there are any. */
function windowAttributesOf(
  attributes: Record<string, AttributeValue>,
  pads: AttributeValue,
): Record<string, AttributeValue> {
  return 'auto_pad' in attributes ? attributes : { ...attributes, pads };
}

/** Padding 'same' as numbers: only without a stride does it not depend on the input. */
function sameBorder(layer: AnyLayer, config: ConvConfig, axes: number, graph: GraphWriter): number[] {
  if (perAxis(config.stride, axes).some((stride) => stride !== 1)) {
    graph.refuse(
      layer,
      `padding 'same' with a stride and paddingMode '${config.paddingMode}'; give the padding as numbers`,
    );
  }
  const dilations = perAxis(config.dilation, axes);
  const totals = perAxis(config.kernel, axes).map((length, i) => (length - 1) * dilations[i]!);
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}

const padModes = { reflect: 'reflect', replicate: 'edge', circular: 'wrap' } as const;

function bordered(x: Edge, border: readonly number[], mode: keyof typeof padModes, graph: GraphWriter): Edge {
  const axes = border.length / 2;
  const pads = [0, 0, ...border.slice(0, axes), 0, 0, ...border.slice(axes)];
  const operand = graph.constant([pads.length], pads, 'int64');
  return graph.node('Pad', [x, operand], x.rank, { mode: padModes[mode] }, mode === 'circular' ? 19 : 17);
}

function convTranspose(axes: number): LayerExporter {
  return (layer, x, graph) => {
    const config = layer.config as unknown as WindowConfig & {
      readonly groups: number;
      readonly outputPadding: PerAxis;
      readonly outputSize?: PerAxis;
    };
    // ONNX would choose the padding by it; here it chooses the output padding.
    if (config.outputSize !== undefined) graph.refuse(layer, 'it has an outputSize; give outputPadding instead');
    const attributes = {
      ...windowAttributes(config, axes),
      output_padding: perAxis(config.outputPadding, axes),
      group: config.groups,
    };
    return graph.node(
      'ConvTranspose',
      [x, graph.parameter(layer, 'weight'), graph.parameter(layer, 'bias')],
      x.rank,
      attributes,
    );
  };
}

/** A Gemm for `[N, features]`; over the last of other dimensions a product with the transposed weight. */
function linear(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const bias = graph.parameter(layer, 'bias');
  if (x.rank === 2) return graph.node('Gemm', [x, graph.parameter(layer, 'weight'), bias], 2, { transB: 1 });
  const weight = graph.node('Transpose', [graph.parameter(layer, 'weight')], 2);
  const product = graph.node('MatMul', [x, weight], x.rank);
  return bias === undefined ? product : graph.node('Add', [product, bias], x.rank);
}

function pool(op: 'MaxPool' | 'AveragePool', axes: number): LayerExporter {
  return (layer, x, graph) => {
    const { config } = layer;
    const window = windowAttributes(config as unknown as WindowConfig, axes);
    const { dilations, ...undilated } = window;
    const isDilated = (dilations as readonly number[]).some((dilation) => dilation !== 1);
    const attributes = { ...(isDilated ? window : undilated), ceil_mode: Number(config['ceilMode']) };
    if (op === 'MaxPool') return graph.node(op, [x], x.rank, attributes);
    const countIncludePad = Number(config['countIncludePad']);
    // Its windows are dilated since opset 19.
    return graph.node(op, [x], x.rank, { ...attributes, count_include_pad: countIncludePad }, isDilated ? 19 : 17);
  };
}

/** Its windows depend on the input, which ONNX has for an output of 1 only. */
function adaptiveAvgPool2d(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const output = perAxis(layer.config['outputSize'] as PerAxis, 2);
  if (output.every((length) => length === 1)) return graph.node('GlobalAveragePool', [x], x.rank);
  const input = graph.inputShape()?.slice(2);
  if (input === undefined) {
    graph.refuse(layer, 'its windows depend on height and width, which are left open; give them as numbers');
  }
  const kernel = input.map((length, axis) => length / output[axis]!);
  if (kernel.every(Number.isInteger)) {
    return graph.node('AveragePool', [x], x.rank, { kernel_shape: kernel, strides: kernel });
  }
  // Windows of different lengths: along each axis a product with a matrix, of which a row is a mean.
  const [rows, columns] = input.map((length, axis) => means(length, output[axis]!));
  const along = graph.node('MatMul', [graph.constant([output[0]!, input[0]!], rows!.flat()), x], x.rank);
  const across = graph.constant([input[1]!, output[1]!], transposed(columns!).flat());
  return graph.node('MatMul', [along, across], x.rank);
}

/** For each cell of the output the share of each cell of the input: that from `floor(i n / m)` to `ceil((i + 1) n / m)` alike. */
function means(input: number, output: number): number[][] {
  return Array.from({ length: output }, (_, i) => {
    const [start, end] = [Math.floor((i * input) / output), Math.ceil(((i + 1) * input) / output)];
    return Array.from({ length: input }, (__, cell) => (cell >= start && cell < end ? 1 / (end - start) : 0));
  });
}

function transposed(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
}

function upsample(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const { size, scale, mode, alignCorners } = layer.config as {
    readonly size?: PerAxis;
    readonly scale?: PerAxis;
    readonly mode: 'nearest' | 'linear';
    readonly alignCorners: boolean;
  };
  const axes = x.rank - 2;
  const coordinates = alignCorners ? 'align_corners' : 'half_pixel';
  if (scale !== undefined) {
    const scales = graph.constant([x.rank], [1, 1, ...perAxis(scale, axes)]);
    const nearest = { mode, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
    const attributes = mode === 'nearest' ? nearest : { mode, coordinate_transformation_mode: coordinates };
    return graph.node('Resize', [x, undefined, scales], x.rank, attributes);
  }
  // There, places are quotients of float32, and those between two cells would not be rounded as ours.
  if (mode === 'nearest') graph.refuse(layer, "to a size in mode 'nearest'; give its scale");
  const sizes = graph.constant([axes], perAxis(size!, axes), 'int64');
  const spatial = Array.from({ length: axes }, (_, i) => i + 2);
  const attributes = { mode, coordinate_transformation_mode: coordinates, axes: spatial };
  return graph.node('Resize', [x, undefined, undefined, sizes], x.rank, attributes, 18);
}

function pixelShuffle(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const [block, ...others] = perAxis(layer.config['factor'] as PerAxis, x.rank - 2);
  if (x.rank !== 4 || others[0] !== block) graph.refuse(layer, 'ONNX has it for two axes with the same factor only');
  return graph.node('DepthToSpace', [x], x.rank, { blocksize: block!, mode: 'CRD' });
}

function batchNorm(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const statistics = [graph.parameter(layer, 'runningMean'), graph.parameter(layer, 'runningVar')];
  if (statistics.includes(undefined)) {
    graph.refuse(layer, 'without running statistics, what it gives for a sample depends on the others of the batch');
  }
  const operands = scaleAndShift(layer, [Number(layer.config['channels'])], graph);
  return graph.node('BatchNormalization', [x, ...operands, ...statistics], x.rank, epsilonOf(layer));
}

/** Weight and bias, or ones and zeros where the layer has none. */
function scaleAndShift(layer: AnyLayer, shape: readonly number[], graph: GraphWriter): [weight: string, bias: string] {
  const size = shape.reduce((a, b) => a * b, 1);
  const filled = (value: number): string => graph.constant(shape, new Float32Array(size).fill(value));
  return [graph.parameter(layer, 'weight') ?? filled(1), graph.parameter(layer, 'bias') ?? filled(0)];
}

function epsilonOf({ config }: AnyLayer): Record<string, AttributeValue> {
  return { epsilon: float(config['epsilon']) };
}

/** Its weights are those of channels since opset 21. */
function groupNorm(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const { config } = layer;
  const operands = scaleAndShift(layer, [Number(config['channels'])], graph);
  const attributes = { ...epsilonOf(layer), num_groups: Number(config['groups']) };
  return graph.node('GroupNormalization', [x, ...operands], x.rank, attributes, 21);
}

function instanceNorm2d(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const operands = scaleAndShift(layer, [Number(layer.config['channels'])], graph);
  return graph.node('InstanceNormalization', [x, ...operands], x.rank, epsilonOf(layer));
}

function layerNorm(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const shape = layer.config['normalizedShape'] as readonly number[];
  const operands = scaleAndShift(layer, shape, graph);
  return graph.node('LayerNormalization', [x, ...operands], x.rank, { ...epsilonOf(layer), axis: -shape.length });
}

/** Flatten always makes a matrix; from another axis on it is a Reshape that keeps the lengths before. */
function flatten({ config }: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const given = Number(config['startAxis']);
  const start = given < 0 ? given + x.rank : given;
  if (start === 1) return graph.node('Flatten', [x], 2, { axis: 1 });
  const shape = [...new Array<number>(start).fill(0), -1];
  return graph.node('Reshape', [x, graph.constant([shape.length], shape, 'int64')], shape.length);
}

function clip(graph: GraphWriter, x: Edge, low: number, high: number): Edge {
  return graph.node('Clip', [x, graph.constant([], [low]), graph.constant([], [high])], x.rank);
}

/** One slope per channel stands along the second axis, so there are axes behind it. */
function prelu(layer: AnyLayer, x: Edge, graph: GraphWriter): Edge {
  const { shape, data } = graph.stored(layer, 'weight')!;
  const [channels] = shape as [number];
  if (channels === 1) return graph.node('PRelu', [x, graph.parameter(layer, 'weight')], x.rank);
  const slopes = graph.constant([channels, ...new Array<number>(x.rank - 2).fill(1)], data);
  return graph.node('PRelu', [x, slopes], x.rank);
}
