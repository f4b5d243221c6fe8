import { type Padding, padsPerAxis, type PerAxis } from '@gemmule/core';
import type { AttributeValue } from './graph-writer.ts';

/** The configuration that convolutions and pools share, defaults included. */
export interface WindowConfig {
  readonly kernel: PerAxis;
  readonly stride: PerAxis;
  readonly padding: Padding;
  readonly dilation: PerAxis;
}

/** One number per axis. */
export function perAxis(value: PerAxis, axes: number): number[] {
  return typeof value === 'number' ? new Array<number>(axes).fill(value) : [...value];
}

/** The window as attributes of a node. Padding 'same' has its odd cell at the end, which is `SAME_UPPER`. */
export function windowAttributes(config: WindowConfig, axes: number): Record<string, AttributeValue> {
  const [kernel, dilations] = [perAxis(config.kernel, axes), perAxis(config.dilation, axes)];
  return {
    kernel_shape: kernel,
    strides: perAxis(config.stride, axes),
    dilations,
    ...padding(config.padding, kernel, dilations),
  };
}

function padding(
  given: Padding,
  kernel: readonly number[],
  dilations: readonly number[],
): Record<string, AttributeValue> {
  const pads = padsPerAxis('exportOnnx', given, kernel.length);
  if (pads === 'same') return { auto_pad: 'SAME_UPPER' };
  // All befores, then all afters.
  const pairs = pads === 'causal' ? kernel.map((length, i) => [(length - 1) * dilations[i]!, 0] as const) : pads;
  return { pads: [...pairs.map(([before]) => before), ...pairs.map(([, after]) => after)] };
}
