import { affine, reshape, UsageError } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { elementwise } from './elementwise.ts';
import type { LayerReader, Part } from './layer-reader.ts';

/** Dropout */
export function readDropout(layer: LayerReader): Part[] {
  return [{ layer: nn.dropout(rateOf(layer)) }];
}

/** SpatialDropout2D: whole channels. */
export function readDropout2d(layer: LayerReader): Part[] {
  return [{ layer: nn.dropout2d(rateOf(layer)) }];
}

function rateOf(layer: LayerReader): number {
  const rate = layer.number('rate', 0.5);
  return rate >= 0 && rate < 1 ? rate : layer.refuse('its rate must be at least 0 and below 1');
}

/** GaussianNoise, GaussianDropout, AlphaDropout, ActivityRegularization: nothing, but in a training, for which they are not here. */
export function readNoise(layer: LayerReader): Part[] {
  layer.ignore('rate', 'stddev', 'l1', 'l2', 'noise_shape');
  const { className } = layer;
  const made = nn.layer<nn.Elementwise>({
    kind: className,
    forward(x, { training }) {
      if (training) throw new UsageError(`tfjs: ${className} is not there for training`);
      return reshape(x, x.shape);
    },
    plan: (shape) => shape,
  });
  return [{ layer: made }];
}

/** Rescaling: `x * scale + offset` */
export function readRescaling(layer: LayerReader): Part[] {
  const [scale, offset] = [layer.number('scale', 1), layer.number('offset', 0)];
  return [{ layer: elementwise('rescaling', (x) => affine(x, scale, offset)) }];
}
