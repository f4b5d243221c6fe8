import { record } from '../../autograd/record.ts';
import type { Geometry } from '../../shape/geometry.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';

/** im2col as a differentiable operation, for 1 to 3 axes: `[N, C, ...input]` to `[N, C * K, P]`. */
export function gatherColumns(images: Tensor, geometry: Geometry): Tensor<number[]> {
  const [batch = 0, channels = 0] = images.shape;
  const columns = emptyTensor(images.backend, [batch, channels * tapsOf(geometry), positionsOf(geometry)]);
  images.backend.im2col(operands(images, columns, batch, channels, geometry));
  return record(columns, {
    operation: 'unfold',
    inputs: [images],
    gradients: [(dy) => scatterColumns(dy, geometry)],
  });
}

/** col2im, its adjoint: `[N, C * K, P]` to `[N, C, ...input]`. */
export function scatterColumns(columns: Tensor, geometry: Geometry): Tensor<number[]> {
  const batch = columns.shape[0] ?? 0;
  const channels = (columns.shape[1] ?? 0) / tapsOf(geometry);
  const images = emptyTensor(columns.backend, [batch, channels, ...geometry.map((axis) => axis.input)]);
  columns.backend.col2im(operands(images, columns, batch, channels, geometry));
  return record(images, {
    operation: 'fold',
    inputs: [columns],
    gradients: [(dy) => gatherColumns(dy, geometry)],
  });
}

function operands(images: Tensor, columns: Tensor, batch: number, channels: number, geometry: Geometry) {
  return {
    images: images.storage.buffer,
    imagesOffset: 0,
    columns: columns.storage.buffer,
    columnsOffset: 0,
    batch,
    channels,
    geometry,
  };
}

function tapsOf(geometry: Geometry): number {
  return geometry.reduce((product, axis) => product * axis.kernel, 1);
}

function positionsOf(geometry: Geometry): number {
  return geometry.reduce((product, axis) => product * axis.output, 1);
}
