import type { MovementKernels } from '@gemmule/core';
import { addressOf, eachIndex, type NaiveBuffer } from './walk.ts';

export const movementKernels: MovementKernels<NaiveBuffer> = {
  copy({ x, xOffset, xStrides, y, yOffset, yStrides, shape }) {
    eachIndex(shape, (index) => {
      // A typed array converts by itself: to int32 it truncates, to float32 it rounds.
      y.data[addressOf(index, yStrides, yOffset)] = x.data[addressOf(index, xStrides, xOffset)]!;
    });
  },

  fill({ y, length, value }) {
    y.data.fill(value, 0, length);
  },
};
