import type { Activation } from '../../backend/overrides.ts';
import type { Tensor } from '../../tensor.ts';
import { broadcastWalk } from '../elementwise/apply-binary.ts';
import { type ConvSettings, dimensionsOf, withColumns } from './columns-workspace.ts';
import { chunkOf, columnsLength, sizesOf } from './workspace-length.ts';

/** y = activation(x * w + bias), without what is undefined. */
export function convForward(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  activation: Activation | undefined,
  y: Tensor,
  settings: ConvSettings,
): void {
  const { backend } = x;
  const { groups, geometry } = settings;
  const dimensions = dimensionsOf(x, y, settings);
  const { batch, inChannels, outChannels } = dimensions;
  const buffers = { x: x.storage.buffer, weight: weight.storage.buffer, y: y.storage.buffer };
  const op = { ...dimensions, ...buffers, bias: bias?.storage.buffer, activation };
  if (backend.overrides?.conv?.(op) === true) return;

  const { inputArea, outputArea, depth } = sizesOf(dimensions);
  withColumns(backend, settings, columnsLength(backend, dimensions), (columns) => {
    const chunk = columns === undefined ? batch : chunkOf(backend, dimensions);
    for (let start = 0; start < batch; start += chunk) {
      const images = Math.min(chunk, batch - start);
      const imagesOffset = start * inChannels * inputArea;
      if (columns !== undefined) {
        const op = { images: buffers.x, imagesOffset, columns, columnsOffset: 0, batch: images };
        backend.im2col({ ...op, channels: inChannels, geometry });
      }
      backend.gemm({
        alpha: 1,
        batch: [images, groups],
        m: outChannels / groups,
        n: outputArea,
        k: depth,
        beta: 0,
        a: {
          buffer: buffers.weight,
          offset: 0,
          rowStride: depth,
          columnStride: 1,
          batchStrides: [0, (outChannels / groups) * depth],
        },
        b: {
          buffer: columns ?? buffers.x,
          offset: columns === undefined ? imagesOffset : 0,
          rowStride: outputArea,
          columnStride: 1,
          batchStrides: [groups * depth * outputArea, depth * outputArea],
        },
        c: {
          buffer: buffers.y,
          offset: start * outChannels * outputArea,
          rowStride: outputArea,
          columnStride: 1,
          batchStrides: [outChannels * outputArea, (outChannels / groups) * outputArea],
        },
      });
    }
  });
  if (bias !== undefined) addBias(y, bias);
  if (activation !== undefined) {
    backend.unary({ function: activation, x: buffers.y, y: buffers.y, length: y.size, alpha: 0, beta: 0 });
  }
}

/** `y[n, o, ...] += bias[o]`, in place. */
function addBias(y: Tensor, bias: Tensor): void {
  const [, channels = 1, ...spatial] = y.shape;
  y.backend.binary({
    function: 'add',
    a: y.storage.buffer,
    b: bias.storage.buffer,
    y: y.storage.buffer,
    ...broadcastWalk(y.shape, y.shape, [channels, ...spatial.map(() => 1)]),
  });
}
