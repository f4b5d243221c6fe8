import type { Tensor } from '../../tensor.ts';
import { type ConvSettings, dimensionsOf, withColumns } from './columns-workspace.ts';
import { chunkOf, columnsLength, sizesOf } from './workspace-length.ts';

/** w = sum over images of y columnsᵀ. */
export function convWeightGradient(x: Tensor, y: Tensor, weight: Tensor, settings: ConvSettings): void {
  const { backend } = x;
  const { groups, geometry } = settings;
  const dimensions = dimensionsOf(x, y, settings);
  const { batch, inChannels, outChannels } = dimensions;
  const buffers = { x: x.storage.buffer, dy: y.storage.buffer, dWeight: weight.storage.buffer };
  if (backend.overrides?.convWeightGradient?.({ ...dimensions, ...buffers }) === true) return;
  if (batch === 0) {
    backend.fill({ y: buffers.dWeight, length: weight.size, value: 0 });
    return;
  }

  const { inputArea, outputArea, depth, columns: perImage } = sizesOf(dimensions);
  withColumns(backend, settings, columnsLength(backend, dimensions), (columns) => {
    const chunk = columns === undefined ? batch : chunkOf(backend, dimensions);
    for (let start = 0; start < batch; start += chunk) {
      const images = Math.min(chunk, batch - start);
      const imagesOffset = start * inChannels * inputArea;
      if (columns !== undefined) {
        const op = { images: buffers.x, imagesOffset, columns, columnsOffset: 0, batch: images };
        backend.im2col({ ...op, channels: inChannels, geometry });
      }
      // One image at a time: they all add up in the same destination.
      for (let image = 0; image < images; image++) {
        backend.gemm({
          alpha: 1,
          batch: [1, groups],
          m: outChannels / groups,
          n: depth,
          k: outputArea,
          beta: start + image === 0 ? 0 : 1,
          a: {
            buffer: buffers.dy,
            offset: (start + image) * outChannels * outputArea,
            rowStride: outputArea,
            columnStride: 1,
            batchStrides: [0, (outChannels / groups) * outputArea],
          },
          b: {
            buffer: columns ?? buffers.x,
            offset: columns === undefined ? imagesOffset + image * perImage : image * perImage,
            rowStride: 1,
            columnStride: outputArea,
            batchStrides: [0, depth * outputArea],
          },
          c: {
            buffer: buffers.dWeight,
            offset: 0,
            rowStride: depth,
            columnStride: 1,
            batchStrides: [0, (outChannels / groups) * depth],
          },
        });
      }
    }
  });
}
