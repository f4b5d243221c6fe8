import type { Axis } from '@gemmule/core';

/** An axis from what a user would write; its output length follows. */
export function axis(input: number, kernel: number, options: Partial<Axis> = {}): Axis {
  const { stride = 1, dilation = 1, padBefore = 0, padAfter = 0 } = options;
  const travel = padBefore + input + padAfter - (kernel - 1) * dilation - 1;
  const output = options.output ?? Math.floor(travel / stride) + 1;
  return { input, output, kernel, stride, dilation, padBefore, padAfter };
}
