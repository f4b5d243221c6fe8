import type { ConvolutionKernels } from '@gemmule/core';
import { addressOf, eachIndex, eachTap, type NaiveBuffer, volumeOf } from './walk.ts';

/** The four primitives. Sums are kept in float64 and rounded once. */
export const convolutionKernels: ConvolutionKernels<NaiveBuffer> = {
  im2col({ images, imagesOffset, columns, columnsOffset, batch, channels, geometry }) {
    const [area, taps, positions] = [
      volumeOf(geometry, 'input'),
      volumeOf(geometry, 'kernel'),
      volumeOf(geometry, 'output'),
    ];
    columns.data.fill(0, columnsOffset, columnsOffset + batch * channels * taps * positions);
    for (let plane = 0; plane < batch * channels; plane += 1) {
      eachTap(geometry, (output, tap, cell) => {
        columns.data[columnsOffset + (plane * taps + tap) * positions + output] =
          images.data[imagesOffset + plane * area + cell]!;
      });
    }
  },

  col2im({ images, imagesOffset, columns, columnsOffset, batch, channels, geometry }) {
    const [area, taps, positions] = [
      volumeOf(geometry, 'input'),
      volumeOf(geometry, 'kernel'),
      volumeOf(geometry, 'output'),
    ];
    for (let plane = 0; plane < batch * channels; plane += 1) {
      const sums = new Float64Array(area);
      eachTap(geometry, (output, tap, cell) => {
        sums[cell]! += columns.data[columnsOffset + (plane * taps + tap) * positions + output]!;
      });
      images.data.set(sums, imagesOffset + plane * area);
    }
  },

  gemm({ m, n, k, alpha, beta, batch, a, b, c }) {
    eachIndex(batch, (entry) => {
      const [aStart, bStart, cStart] = [a, b, c].map((matrix) => addressOf(entry, matrix.batchStrides, matrix.offset));
      for (let i = 0; i < m; i += 1) {
        for (let j = 0; j < n; j += 1) {
          let sum = 0;
          for (let l = 0; l < k; l += 1) {
            const left = a.buffer.data[aStart! + i * a.rowStride + l * a.columnStride]!;
            sum += left * b.buffer.data[bStart! + l * b.rowStride + j * b.columnStride]!;
          }
          const at = cStart! + i * c.rowStride + j * c.columnStride;
          c.buffer.data[at] = alpha * sum + (beta === 0 ? 0 : beta * c.buffer.data[at]!);
        }
      }
    });
  },

  convTranspose({ x, xOffset, weight, y, yOffset, batch, inChannels, outChannels, groups, geometry }) {
    const [area, taps, positions] = [
      volumeOf(geometry, 'input'),
      volumeOf(geometry, 'kernel'),
      volumeOf(geometry, 'output'),
    ];
    const [inGroup, outGroup] = [inChannels / groups, outChannels / groups];
    for (let n = 0; n < batch; n += 1) {
      const sums = new Float64Array(outChannels * area);
      for (let c = 0; c < inChannels; c += 1) {
        const firstOut = Math.floor(c / inGroup) * outGroup;
        for (let o = 0; o < outGroup; o += 1) {
          eachTap(geometry, (output, tap, cell) => {
            const value = x.data[xOffset + (n * inChannels + c) * positions + output]!;
            sums[(firstOut + o) * area + cell]! += value * weight.data[(c * outGroup + o) * taps + tap]!;
          });
        }
      }
      y.data.set(sums, yOffset + n * outChannels * area);
    }
  },
};
