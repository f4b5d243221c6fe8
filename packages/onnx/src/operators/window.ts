import { ShapeError, showShape } from '@gemmule/core';
import type { Node } from '../graph/node.ts';

const AUTO_PADS = ['NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'] as const;

/** How a window moves, as the attributes of convolutions and pools say it; one number per spatial axis. */
export interface Window {
  readonly kernel: readonly number[] | undefined;
  readonly strides: readonly number[] | undefined;
  readonly dilations: readonly number[] | undefined;
  /** All befores, then all afters. */
  readonly pads: readonly number[] | undefined;
  readonly autoPad: (typeof AUTO_PADS)[number];
}

export function readWindow(node: Node): Window {
  const window = {
    kernel: node.ints('kernel_shape'),
    strides: node.ints('strides'),
    dilations: node.ints('dilations'),
    pads: node.ints('pads'),
    autoPad: node.text('auto_pad', AUTO_PADS, 'NOTSET'),
  };
  const wrong = [...(window.strides ?? []), ...(window.dilations ?? []), ...(window.kernel ?? [])].find((n) => n < 1);
  if (wrong !== undefined) node.refuse(`its window has a length, stride or dilation of ${wrong}`);
  const negative = window.pads?.find((cells) => cells < 0);
  if (negative !== undefined) node.refuse(`it pads by ${negative}`);
  return window;
}

/** The same for images with so many axes. */
export interface WindowOptions {
  readonly stride: number[];
  readonly dilation: number[];
  readonly padding: [number, number][];
}

/** @param lengths of the image's axes, which `auto_pad` depends on. */
export function windowOptions(window: Window, lengths: readonly number[], kernel: readonly number[]): WindowOptions {
  const axes = lengths.length;
  const stride = perAxis('strides', window.strides, axes, 1);
  const dilation = perAxis('dilations', window.dilations, axes, 1);
  const pads = perAxis('pads', window.pads, 2 * axes, 0);
  const padding = lengths.map((length, i): [number, number] => {
    if (window.autoPad === 'NOTSET') return [pads[i]!, pads[i + axes]!];
    if (window.autoPad === 'VALID') return [0, 0];
    const covered = (Math.ceil(length / stride[i]!) - 1) * stride[i]! + (kernel[i]! - 1) * dilation[i]! + 1;
    return share(Math.max(0, covered - length), window.autoPad === 'SAME_UPPER');
  });
  return { stride, dilation, padding };
}

/** `total` cells in two halves, the odd one at the end or at the beginning. */
export function share(total: number, oddAtEnd: boolean): [number, number] {
  const half = Math.floor(total / 2);
  return oddAtEnd ? [half, total - half] : [total - half, half];
}

export function perAxis(name: string, list: readonly number[] | undefined, count: number, otherwise: number): number[] {
  if (list === undefined) return new Array<number>(count).fill(otherwise);
  if (list.length === count) return [...list];
  throw new ShapeError(`${name} ${showShape(list)} should be ${count} numbers`);
}
