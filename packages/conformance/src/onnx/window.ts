import type { Axis, Geometry } from '@gemmule/core';
import { axis } from '../harness/geometry.ts';
import { listAttribute, numberAttribute, textAttribute, type VectorCase } from './vector.ts';

/** Stride, dilation and explicit pads of each axis, as ONNX writes them: `pads` is all befores, then all afters. */
function parameters(vector: VectorCase, axes: number) {
  const list = (key: string, otherwise: number): readonly number[] =>
    listAttribute(vector, key) ?? new Array<number>(axes).fill(otherwise);
  const pads = listAttribute(vector, 'pads') ?? new Array<number>(2 * axes).fill(0);
  return {
    strides: list('strides', 1),
    dilations: list('dilations', 1),
    before: pads.slice(0, axes),
    after: pads.slice(axes),
    autoPad: textAttribute(vector, 'auto_pad', 'NOTSET'),
  };
}

/** `total` cells of padding shared out: SAME_UPPER puts the odd one at the end, SAME_LOWER at the beginning. */
function share(total: number, autoPad: string): readonly [number, number] {
  const half = Math.floor(total / 2);
  return autoPad === 'SAME_UPPER' ? [half, total - half] : [total - half, half];
}

/** Geometry of a window that slides over `input`, with `auto_pad` made explicit. */
export function windowGeometry(vector: VectorCase, input: readonly number[], kernel: readonly number[]): Geometry {
  const { strides, dilations, before, after, autoPad } = parameters(vector, input.length);
  const ceil = numberAttribute(vector, 'ceil_mode', 0) === 1;
  return input.map((length, i): Axis => {
    const window = { input: length, kernel: kernel[i]!, stride: strides[i]!, dilation: dilations[i]! };
    if (!autoPad.startsWith('SAME')) return axis({ ...window, padBefore: before[i]!, padAfter: after[i]!, ceil });
    const outputs = Math.ceil(length / window.stride);
    const covered = (outputs - 1) * window.stride + (window.kernel - 1) * window.dilation + 1;
    const [padBefore, padAfter] = share(Math.max(0, covered - length), autoPad);
    return axis({ ...window, padBefore, padAfter });
  });
}

/**
 * Geometry of the convolution that a ConvTranspose transposes. A wanted `output_shape` (or `auto_pad`, which wants
 * `input * stride`) decides the padding; where even no padding leaves too few cells, the rest is output padding.
 */
export function transposedGeometry(vector: VectorCase, input: readonly number[], kernel: readonly number[]): Geometry {
  const { strides, dilations, before, after, autoPad } = parameters(vector, input.length);
  const extra = listAttribute(vector, 'output_padding') ?? input.map(() => 0);
  const wanted = listAttribute(vector, 'output_shape');
  return input.map((length, i): Axis => {
    const window = { kernel: kernel[i]!, stride: strides[i]!, dilation: dilations[i]! };
    const full = (length - 1) * window.stride + (window.kernel - 1) * window.dilation + 1;
    const target = wanted?.[i] ?? (autoPad.startsWith('SAME') ? length * window.stride : undefined);
    const [padBefore, padAfter] =
      target === undefined ? [before[i]!, after[i]!] : share(Math.max(0, full + extra[i]! - target), autoPad);
    const cells = target ?? full - padBefore - padAfter + extra[i]!;
    return { ...window, input: cells, output: length, padBefore, padAfter };
  });
}
