import * as nn from '@gemmule/nn';
import { transposed } from '../file/transposed.ts';
import { activationOf } from './activation.ts';
import { biasOf } from './conv.ts';
import { inFileLayout, ofInner } from './in-file-layout.ts';
import type { LayerReader, Part } from './layer-reader.ts';

/** Dense, over the last axis of the file's layout: a kernel `[in, out]`. */
export function readDense(layer: LayerReader): Part[] {
  const out = layer.count('units');
  layer.ignore('input_dim');
  const kernel = layer.weightOf([null, out], 'kernel');
  const bias = biasOf(layer, out);
  const linear = nn.linear(kernel.shape[0]!, out, { bias: 'bias' in bias });
  const values = ofInner({ weight: transposed(kernel, [1, 0]), ...bias });
  return [{ layer: inFileLayout(layer.format, linear), values }, ...activationOf(layer)];
}
