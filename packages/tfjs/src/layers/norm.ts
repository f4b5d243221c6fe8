import { flatten, normalizeAxis, reshape, scope, ShapeError, sizeOf } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { axesHere } from '../layout.ts';
import { inFileLayout, ofInner } from './in-file-layout.ts';
import type { LayerReader, Part } from './layer-reader.ts';

/** BatchNormalization, along the channels. */
export function readBatchNorm(layer: LayerReader): Part[] {
  const [axis, ...more] = layer.axes('axis', -1);
  if (more.length > 0) layer.refuse('it normalises along several axes');
  const momentum = layer.number('momentum', 0.99);
  const epsilon = layer.number('epsilon', 1e-3);
  if (momentum < 0 || momentum > 1 || epsilon < 0) layer.refuse('its momentum or epsilon is out of range');
  const { data: runningMean, shape } = layer.weightOf([null], 'moving_mean');
  const channels = shape[0]!;
  const runningVar = layer.weightOf([channels], 'moving_variance').data;
  const { weight, bias } = scaleAndShift(layer, [channels]);
  const inner = nn.batchNorm1d(channels, { epsilon, momentum: 1 - momentum });
  const values = ofInner({ weight, bias, runningMean, runningVar });
  return [{ layer: alongChannels(inner, layer, axis!), values }];
}

/** The normalisation of `[N, C, ...]` by that of `[N, C, W]`; whether the axis is that of the channels depends on the rank. */
function alongChannels(inner: nn.AnyLayer, { format }: LayerReader, axis: number): nn.AnyLayer {
  const assertChannels = (shape: readonly number[]): void => {
    const there = normalizeAxis('batchNorm', axis, shape.length, shape);
    if (axesHere(format, shape.length)[1] === there) return;
    throw new ShapeError(
      `batchNorm: axis ${axis} of the file is not that of the channels (input of ${shape.length} axes)`,
    );
  };
  const merged = (shape: readonly number[]): readonly number[] =>
    shape.length > 3 ? [shape[0]!, shape[1]!, sizeOf(shape.slice(2))] : shape;
  return nn.layer<nn.ShapeFn>({
    kind: 'batchNorm',
    layers: [inner],
    forward(x, pass) {
      assertChannels(x.shape);
      if (x.rank <= 3) return inner.run(x, pass);
      return scope(() => reshape(inner.run(flatten<number[], number>(x, 2), pass), x.shape));
    },
    plan(shape, planner) {
      assertChannels(shape);
      planner.run('0', inner, merged(shape));
      return shape;
    },
  });
}

/** LayerNormalization, over the last axes of the file's layout. */
export function readLayerNorm(layer: LayerReader): Part[] {
  const axes = layer.axes('axis', -1);
  const epsilon = layer.number('epsilon', 1e-3);
  if (epsilon < 0) layer.refuse('its epsilon is out of range');
  const [center, scale] = [layer.flag('center', true), layer.flag('scale', true)];
  if (!center && !scale)
    layer.refuse('it has neither center nor scale, so that the file does not say over what it goes');
  const { shape } = layer.weightOf(
    axes.map(() => null),
    scale ? 'gamma' : 'beta',
  );
  const values = ofInner(scaleAndShift(layer, shape));
  const inner = nn.layerNorm<readonly number[]>(shape, { epsilon });
  return [{ layer: inFileLayout(layer.format, overLast(inner, axes)), values: ofInner(values) }];
}

/** Holds that the axes are the last ones, which depends on the rank. */
function overLast(inner: nn.AnyLayer, axes: readonly number[]): nn.AnyLayer {
  const assertLast = (shape: readonly number[]): void => {
    const places = axes.map((axis) => normalizeAxis('layerNorm', axis, shape.length, shape));
    if (places.every((place, i) => place === shape.length - axes.length + i)) return;
    throw new ShapeError(
      `layerNorm: axes ${axes.join(', ')} of the file are not the last (input of ${shape.length} axes)`,
    );
  };
  return nn.layer<nn.ShapeFn>({
    kind: 'layerNorm',
    layers: [inner],
    forward(x, pass) {
      assertLast(x.shape);
      return inner.run(x, pass);
    },
    plan(shape, planner) {
      assertLast(shape);
      return planner.run('0', inner, shape);
    },
  });
}

/** Where the file has none: a factor of 1, a summand of 0. */
function scaleAndShift(layer: LayerReader, shape: readonly number[]): { weight: Float32Array; bias: Float32Array } {
  const [scale, center] = [layer.flag('scale', true), layer.flag('center', true)];
  return {
    weight: scale ? layer.weightOf(shape, 'gamma').data : new Float32Array(sizeOf(shape)).fill(1),
    bias: center ? layer.weightOf(shape, 'beta').data : new Float32Array(sizeOf(shape)),
  };
}
