import { normalizeAxis, sizeOf, softmax } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { axesHere } from '../layout.ts';
import type { LayerReader, Part } from './layer-reader.ts';

/** Softmax, along an axis of the file's layout. */
export function readSoftmax(layer: LayerReader): Part[] {
  const [axis, ...more] = layer.axes('axis', -1);
  if (more.length > 0) layer.refuse('its axis must be one number');
  const axisFor = (shape: readonly number[]): number =>
    axesHere(layer.format, shape.length).indexOf(normalizeAxis('softmax', axis!, shape.length, shape));
  const made = nn.layer<nn.Elementwise>({
    kind: 'softmax',
    forward: (x) => softmax<number[], number>(x, axisFor(x.shape)),
    plan(shape, planner) {
      axisFor(shape);
      planner.count({ flops: 4 * sizeOf(shape) });
      return shape;
    },
  });
  return [{ layer: made }];
}
