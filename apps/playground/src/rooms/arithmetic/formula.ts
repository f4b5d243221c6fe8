import type { Convolution } from '../../convolution/lab.ts';

/** A formula with its numbers. */
export interface Formula {
  readonly axis: string;
  readonly general: string;
  readonly filled: string;
}

/**
 * How long each axis of the output is, in the engine's own numbers: relation 6 of arXiv 1603.07285, with dilation as in its
 * relation 15; of a transposed convolution the same, solved for the input.
 */
export function formulasOf({ axes, direct, settings, extent }: Convolution): Formula[] {
  const names = axes.length === 1 ? ['width'] : ['height', 'width'];
  return axes.map((axis, i) => {
    const { input, output, kernel, stride, dilation, padBefore, padAfter } = axis;
    const span = `(${dilation}·(${kernel} − 1) + 1)`;
    if (direct === undefined) {
      return {
        axis: names[i]!,
        general: '⌊(input + padding − (dilation·(kernel − 1) + 1)) / stride⌋ + 1',
        filled: `⌊(${input} + ${padBefore} + ${padAfter} − ${span}) / ${stride}⌋ + 1 = ⌊${quotient(
          input + padBefore + padAfter - extent[i]!,
          stride,
        )}⌋ + 1 = ${output}`,
      };
    }
    const extra = settings.outputPadding[axes.length === 1 ? 1 : (i as 0 | 1)];
    return {
      axis: names[i]!,
      general: 'stride·(input − 1) + dilation·(kernel − 1) + 1 − padding + output padding',
      filled: `${stride}·(${output} − 1) + ${span} − ${padBefore} − ${padAfter} + ${extra} = ${input}`,
    };
  });
}

function quotient(dividend: number, divisor: number): string {
  return `${Number((dividend / divisor).toFixed(3))}`;
}
