import type { ConvDimensions, ConvProduct } from '@gemmule/core';
import { fitConv, fitConvTranspose } from './winograd/fits.ts';

/** Which products have a way that needs no column matrix: depthwise convolutions, and those that Winograd's method fits. */
export function skipsColumns(product: ConvProduct, dimensions: ConvDimensions): boolean {
  const { batch, inChannels, outChannels, groups, geometry } = dimensions;
  const inputs = inChannels / groups;
  const outputs = outChannels / groups;
  if (inputs === 1 && (outputs === 1 || product === 'forward')) return true;
  if (product === 'transposed') return fitConvTranspose(geometry, batch, outputs, inputs) !== undefined;
  return fitConv(geometry, batch, inputs, outputs) !== undefined;
}
