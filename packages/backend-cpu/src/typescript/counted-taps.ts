import type { Axis } from '@gemmule/core';
import { endTap, firstTap } from './volume.ts';

/** Taps of one axis that an average counts at an output position: those inside the input, or inside the padded input. */
export function countedTaps(axis: Axis, output: number, countIncludePad: boolean): number {
  if (!countIncludePad) return endTap(axis, output) - firstTap(axis, output);
  const room = axis.padBefore + axis.input + axis.padAfter - output * axis.stride;
  if ((axis.kernel - 1) * axis.dilation < room) return axis.kernel;
  return Math.max(0, Math.ceil(room / axis.dilation)) | 0;
}
