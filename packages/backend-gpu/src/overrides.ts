import type { Overrides } from '@gemmule/core';
import type { GpuBuffer } from './gpu-buffer.ts';
import { adamStep } from './kernels/adam-step.ts';
import { gather } from './kernels/gather.ts';
import { scatterAdd } from './kernels/scatter-add.ts';
import { sgdStep } from './kernels/sgd-step.ts';
import { isShortLane, longSoftmax, shortSoftmax } from './kernels/softmax.ts';
import type { Performer } from './perform.ts';

/** What takes fewer kernels on every engine than core would derive it from. */
export function bindOverrides({
  device,
  perform,
  withScratch,
}: Performer): Pick<Overrides<GpuBuffer>, 'softmax' | 'gather' | 'scatterAdd' | 'sgdStep' | 'adamStep'> {
  return {
    softmax(op) {
      if (isShortLane(op)) perform(shortSoftmax(op));
      else withTwo(withScratch, op.outer * op.inner, (largest, sum) => longSoftmax(op, largest, sum).forEach(perform));
      return true;
    },
    gather(op) {
      perform(gather(op));
      return true;
    },
    scatterAdd(op) {
      scatterAdd(op, device.launchProducts).forEach(perform);
      return true;
    },
    sgdStep(op) {
      sgdStep(op).forEach(perform);
      return true;
    },
    adamStep(op) {
      adamStep(op).forEach(perform);
      return true;
    },
  };
}

function withTwo(
  withScratch: Performer['withScratch'],
  length: number,
  body: (first: GpuBuffer, second: GpuBuffer) => void,
): void {
  withScratch(length, (first) => withScratch(length, (second) => body(first, second)));
}
