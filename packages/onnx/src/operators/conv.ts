import { conv, convRule, convTranspose, convTransposeRule, ShapeError, showShape } from '@gemmule/core';
import type { Operator } from '../graph/operator.ts';
import { onDevice } from '../values/value.ts';
import { perAxis, readWindow, share, type Window, windowOptions } from './window.ts';

export const convOperator: Operator = (node) => {
  const window = readWindow(node);
  const groups = node.int('group', 1);
  if (groups < 1) node.refuse(`attribute group is ${groups}`);
  return (call) => {
    const [x, weight, bias] = [call.tensor(0), call.tensor(1), call.optionalTensor(2)];
    const kernel = kernelOf(window, weight.shape);
    const options = { ...windowOptions(window, x.shape.slice(2), kernel), groups };
    call.claim(convRule('Conv', x.shape, weight.shape, options, x.rank - 2).shape);
    return [onDevice(conv(x, weight, { ...options, bias }))];
  };
};

export const convTransposeOperator: Operator = (node) => {
  const window = readWindow(node);
  const groups = node.int('group', 1);
  if (groups < 1) node.refuse(`attribute group is ${groups}`);
  const extras = node.ints('output_padding');
  const wanted = node.ints('output_shape');
  return (call) => {
    const [x, weight, bias] = [call.tensor(0), call.tensor(1), call.optionalTensor(2)];
    const kernel = kernelOf(window, weight.shape);
    const options = { ...transposedOptions(window, x.shape.slice(2), kernel, extras, wanted), groups };
    call.claim(convTransposeRule('ConvTranspose', x.shape, weight.shape, options, x.rank - 2).shape);
    return [onDevice(convTranspose(x, weight, { ...options, bias }))];
  };
};

/** `kernel_shape` may be left out, and must agree with the weight if it is there. */
function kernelOf({ kernel }: Window, weight: readonly number[]): readonly number[] {
  const lengths = weight.slice(2);
  if (kernel === undefined || showShape(kernel) === showShape(lengths)) return lengths;
  throw new ShapeError(`kernel_shape is ${showShape(kernel)}, the weight's shape is ${showShape(weight)}`);
}

/**
 * ONNX counts output padding as a part of what the pads are cut from: it lengthens the result by cells that the padding after it
 * may take away again. A wanted `output_shape` decides the padding; so does `auto_pad`, which wants `input * stride`.
 */
function transposedOptions(
  window: Window,
  lengths: readonly number[],
  kernel: readonly number[],
  extras: readonly number[] | undefined,
  wanted: readonly number[] | undefined,
) {
  const { stride, dilation, padding } = windowOptions({ ...window, autoPad: 'NOTSET' }, lengths, kernel);
  const extra = perAxis('output_padding', extras, lengths.length, 0);
  const target = wanted && perAxis('output_shape', wanted.slice(-lengths.length), lengths.length, 0);
  const same = window.autoPad.startsWith('SAME');
  const cuts = lengths.map((length, i): [number, number] => {
    const size = target?.[i] ?? (same ? length * stride[i]! : undefined);
    if (size === undefined)
      return window.autoPad === 'VALID' ? [0, -extra[i]!] : [padding[i]![0], padding[i]![1] - extra[i]!];
    const full = (length - 1) * stride[i]! + (kernel[i]! - 1) * dilation[i]! + 1 + extra[i]!;
    const [before, after] = share(Math.max(0, full - size), window.autoPad === 'SAME_UPPER');
    // Where even no padding leaves too few cells, the rest is added at the end.
    return [before, after - extra[i]! + Math.min(0, full - size)];
  });
  return {
    stride,
    dilation,
    padding: cuts.map(([before, after]): [number, number] => [before, Math.max(0, after)]),
    outputPadding: cuts.map(([, after]) => Math.max(0, -after)),
  };
}
