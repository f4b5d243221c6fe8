/** What one cell of a result sees of the image, through any number of convolutions and pools. */
import { ShapeError } from '../errors.ts';
import { extentOf } from './axis.ts';
import type { Axis, Geometry } from './geometry.ts';

/** The receptive field along one axis, in cells of the first layer's input. */
export interface ReceptiveField {
  /** Cells from the first that is seen to the last. */
  readonly size: number;
  /** From what one cell sees to what the next one sees. */
  readonly stride: number;
  /** The first cell that cell 0 of the result sees; negative where that is padding. */
  readonly start: number;
}

/**
 * The receptive field of the cells behind `layers`, one for each axis. Each layer is the `axes` of a `convGeometry`; that of a
 * pool is the same. With `size`, `stride` and `start` of all layers before, a layer of stride s, extent e and padding p has
 * `size + (e - 1) stride`, `s stride` and `start - p stride` (Araujo, Norris and Sim, "Computing receptive fields of
 * convolutional neural networks", Distill 2019).
 *
 * @throws ShapeError when there is no layer, or an output is not the next layer's input.
 * @example
 * ```ts
 * const first = convGeometry([32, 32], { kernel: 3, stride: 2, padding: 1 });
 * const second = convGeometry(first.output, { kernel: 3, padding: 1 });
 * receptiveField([first.axes, second.axes])[0];   // { size: 7, stride: 2, start: -3 }
 * ```
 */
export function receptiveField(layers: readonly Geometry[]): ReceptiveField[] {
  const [first] = layers;
  if (first === undefined) throw new ShapeError('receptiveField: there must be at least one layer, got none');
  return first.map((_, axis) => {
    let field: ReceptiveField = { size: 1, stride: 1, start: 0 };
    layers.forEach((layer, i) => {
      const behind = layers[i - 1]?.[axis]?.output;
      field = through(field, axisOf(layer, axis, i, behind));
    });
    return field;
  });
}

function axisOf(layer: Geometry, axis: number, index: number, output: number | undefined): Axis {
  const found = layer[axis];
  if (found !== undefined && (output === undefined || output === found.input)) return found;
  throw new ShapeError(
    `receptiveField: axis ${axis} of layer ${index} is ${found?.input ?? 'missing'}, but the layer before has an output ` +
      `of ${output}`,
  );
}

function through({ size, stride, start }: ReceptiveField, axis: Axis): ReceptiveField {
  return {
    size: size + (extentOf(axis.kernel, axis.dilation) - 1) * stride,
    stride: stride * axis.stride,
    start: start - axis.padBefore * stride,
  };
}
