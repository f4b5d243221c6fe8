import type { ConvDimensions, ConvProduct } from '@gemmule/core';
import { mirror, winogradFits } from './winograd/fits.ts';

/** Which products have a way that needs no column matrix: depthwise convolutions, and those that Winograd's method fits. */
export function skipsColumns(product: ConvProduct, dimensions: ConvDimensions): boolean {
  const { batch, inChannels, outChannels, groups, geometry } = dimensions;
  const inputs = inChannels / groups;
  const outputs = outChannels / groups;
  if (inputs === 1 && (outputs === 1 || product === 'forward')) return true;
  if (product === 'transposed') return winogradFits(mirror(geometry), batch, outputs, inputs);
  return winogradFits(geometry, batch, inputs, outputs);
}
