import { type Scratch, reserve } from '../scratch.ts';
import type { Volume } from '../volume.ts';

/** Cells that the windows of a convolution span along each axis, padding included: no tap ever leaves them. */
export interface Span {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
}

export function spanOf({ depth, height, width }: Volume): Span {
  const [d, h, w] = [depth, height, width].map((axis) => {
    return Math.max(0, (axis.output - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1);
  }) as [number, number, number];
  return { depth: d, height: h, width: w };
}

/** A plane of the input in doubles with its padding around it, so that loops over taps need no bounds. */
export function padPlane(
  source: Float32Array,
  from: number,
  volume: Volume,
  span: Span,
  scratch: Scratch,
): Float64Array {
  const { depth, height, width } = volume;
  const plane = reserve(scratch, span.depth * span.height * span.width);
  plane.fill(0, 0, span.depth * span.height * span.width);
  const length = Math.min(width.input, span.width - width.padBefore);
  for (let z = 0; z < Math.min(depth.input, span.depth - depth.padBefore); z++) {
    for (let y = 0; y < Math.min(height.input, span.height - height.padBefore); y++) {
      const write = ((z + depth.padBefore) * span.height + y + height.padBefore) * span.width + width.padBefore;
      const read = from + (z * height.input + y) * width.input;
      for (let i = 0; i < length; i++) plane[write + i] = source[read + i]!;
    }
  }
  return plane;
}

/** The adjoint of {@link padPlane}: the part of a padded plane that lies inside the input; cells beyond it are 0. */
export function cropPlane(plane: Float64Array, volume: Volume, span: Span, target: Float32Array, to: number): void {
  const { depth, height, width } = volume;
  target.fill(0, to, to + depth.input * height.input * width.input);
  const length = Math.min(width.input, span.width - width.padBefore);
  for (let z = 0; z < Math.min(depth.input, span.depth - depth.padBefore); z++) {
    for (let y = 0; y < Math.min(height.input, span.height - height.padBefore); y++) {
      const read = ((z + depth.padBefore) * span.height + y + height.padBefore) * span.width + width.padBefore;
      const write = to + (z * height.input + y) * width.input;
      for (let i = 0; i < length; i++) target[write + i] = plane[read + i]!;
    }
  }
}
