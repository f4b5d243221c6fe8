import { type Backend, type ConvTranspose, isPointwise } from '@gemmule/core';
import { type NaiveBuffer, volumeOf } from './naive/walk.ts';
import { naiveBackend } from './naive-backend.ts';

/**
 * The naive backend with `convTranspose` made of the other primitives: `columns = weightᵀ x`, then `col2im`. So it asks
 * core for scratch columns, as most backends do.
 */
export function columnsBackend(name = 'naive-columns'): Backend<NaiveBuffer> {
  const backend = naiveBackend(name);
  const convTranspose = (op: ConvTranspose<NaiveBuffer>): void => {
    const { batch, inChannels, outChannels, groups, geometry, y, yOffset } = op;
    const [taps, positions] = [volumeOf(geometry, 'kernel'), volumeOf(geometry, 'output')];
    const [inputs, rows] = [inChannels / groups, (outChannels / groups) * taps];
    // The columns of a pointwise convolution are the image.
    const [columns, offset] = isPointwise(geometry) ? [y, yOffset] : [op.columns!, 0];
    backend.gemm({
      m: rows,
      n: positions,
      k: inputs,
      alpha: 1,
      beta: 0,
      batch: [batch, groups],
      a: {
        buffer: op.weight,
        offset: 0,
        rowStride: 1,
        columnStride: rows,
        batchStrides: [0, inputs * rows],
      },
      b: {
        buffer: op.x,
        offset: op.xOffset,
        rowStride: positions,
        columnStride: 1,
        batchStrides: [inChannels * positions, inputs * positions],
      },
      c: {
        buffer: columns,
        offset,
        rowStride: positions,
        columnStride: 1,
        batchStrides: [groups * rows * positions, rows * positions],
      },
    });
    if (isPointwise(geometry)) return;
    const images = { images: y, imagesOffset: yOffset, columns, columnsOffset: 0 };
    backend.col2im({ ...images, batch, channels: outChannels, geometry });
  };
  return { ...backend, convTranspose, workspace: { ...backend.workspace, convTranspose: 'columns' } };
}
