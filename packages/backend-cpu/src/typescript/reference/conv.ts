import type { Geometry } from '@gemmule/core';
import { asVolume, cells } from '../volume.ts';

/** Shapes of a convolution, as in the contract. */
export interface ConvShape {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly geometry: Geometry;
}

export function convSizes({
  batch,
  inChannels,
  outChannels,
  groups,
  geometry,
}: ConvShape): Record<'x' | 'weight' | 'y', number> {
  return {
    x: batch * inChannels * cells(geometry, 'input'),
    weight: outChannels * (inChannels / groups) * cells(geometry, 'kernel'),
    y: batch * outChannels * cells(geometry, 'output'),
  };
}

/**
 * The definition of convolution: visits the products `x * weight` of which each `y` is the sum, by their places. Its
 * gradients sum over the same triples.
 */
export function visitConv(shape: ConvShape, visit: (x: number, weight: number, y: number) => void): void {
  const { batch, inChannels, outChannels, groups, geometry } = shape;
  const { depth, height, width } = asVolume(geometry);
  const inputs = inChannels / groups;
  const outputs = outChannels / groups;
  let y = 0;
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outChannels; o++) {
      for (let oz = 0; oz < depth.output; oz++) {
        for (let oy = 0; oy < height.output; oy++) {
          for (let ox = 0; ox < width.output; ox++) {
            let weight = o * inputs * cells(geometry, 'kernel');
            for (let i = 0; i < inputs; i++) {
              const plane = n * inChannels + Math.floor(o / outputs) * inputs + i;
              for (let kz = 0; kz < depth.kernel; kz++) {
                for (let ky = 0; ky < height.kernel; ky++) {
                  for (let kx = 0; kx < width.kernel; kx++) {
                    const iz = oz * depth.stride - depth.padBefore + kz * depth.dilation;
                    const iy = oy * height.stride - height.padBefore + ky * height.dilation;
                    const ix = ox * width.stride - width.padBefore + kx * width.dilation;
                    const isInside =
                      iz >= 0 && iz < depth.input && iy >= 0 && iy < height.input && ix >= 0 && ix < width.input;
                    if (isInside) {
                      visit(((plane * depth.input + iz) * height.input + iy) * width.input + ix, weight, y);
                    }
                    weight += 1;
                  }
                }
              }
            }
            y += 1;
          }
        }
      }
    }
  }
}
