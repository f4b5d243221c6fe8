/** The formulas against counting windows one by one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extentOf, modeAxis, paddedAxis } from './axis.ts';

const size = fc.record({
  input: fc.integer({ min: 1, max: 40 }),
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 5 }),
  dilation: fc.integer({ min: 1, max: 4 }),
});
const pads = fc.tuple(fc.nat(6), fc.nat(6));

test('the extent is from the first tap to the last', () => {
  fc.assert(
    fc.property(size, ({ kernel, dilation }) => {
      const taps = Array.from({ length: kernel }, (_, k) => k * dilation);
      expect(extentOf(kernel, dilation)).toBe(taps.at(-1)! - taps[0]! + 1);
    }),
  );
});

test('the output is the number of windows inside the padded input', () => {
  fc.assert(
    fc.property(size, pads, (size, [before, after]) => {
      let windows = 0;
      while (windows * size.stride + extentOf(size.kernel, size.dilation) <= size.input + before + after) windows++;
      const { output } = paddedAxis(size, [before, after], false);
      // Below 1 says that the kernel does not fit, however far it is from fitting.
      expect(Math.max(output, 0)).toBe(windows);
    }),
  );
});

test('in ceil mode, cells left over get a window if it starts before the padding after the input', () => {
  fc.assert(
    fc.property(size, pads, (size, [before, after]) => {
      const extent = extentOf(size.kernel, size.dilation);
      const padded = size.input + before + after;
      fc.pre(extent <= padded);
      let windows = 1;
      // A next window is wanted while the last one stops short of the end.
      while ((windows - 1) * size.stride + extent < padded && windows * size.stride < size.input + before) windows++;
      // But one that lies inside needs no cells of the input: it is there without ceil mode, too.
      const inside = paddedAxis(size, [before, after], false).output;
      expect(paddedAxis(size, [before, after], true).output).toBe(Math.max(windows, inside));
    }),
  );
});

test("'same' gives ceil(input / stride) windows, no more padding than they need, and the odd cell at the end", () => {
  fc.assert(
    fc.property(size, (size) => {
      const axis = modeAxis(size, 'same');
      let starts = 0;
      for (let start = 0; start < size.input; start += size.stride) starts++;
      expect(axis.output).toBe(starts);
      expect(axis.padAfter - axis.padBefore).toBeOneOf([0, 1]);
      const padded = size.input + axis.padBefore + axis.padAfter;
      const needed = (axis.output - 1) * size.stride + extentOf(size.kernel, size.dilation);
      expect(padded).toBe(Math.max(needed, size.input));
      // So it is the same axis as with that padding written out.
      expect(paddedAxis(size, [axis.padBefore, axis.padAfter], false)).toEqual(axis);
    }),
  );
});

test("'same' with an even kernel and a stride", () => {
  expect(modeAxis({ input: 5, kernel: 2, stride: 1, dilation: 1 }, 'same')).toMatchObject({
    padBefore: 0,
    padAfter: 1,
  });
  expect(modeAxis({ input: 224, kernel: 7, stride: 2, dilation: 1 }, 'same')).toMatchObject({
    output: 112,
    padBefore: 2,
    padAfter: 3,
  });
  expect(modeAxis({ input: 8, kernel: 1, stride: 3, dilation: 1 }, 'same')).toMatchObject({
    output: 3,
    padBefore: 0,
    padAfter: 0,
  });
});

test("'causal': windows end at their place", () => {
  for (const [input, kernel, stride, dilation] of [
    [10, 3, 1, 1],
    [10, 3, 1, 4],
    [10, 2, 3, 2],
    [3, 5, 2, 1],
  ] as const) {
    const axis = modeAxis({ input, kernel, stride, dilation }, 'causal');
    expect(axis.output).toBe(Math.ceil(input / stride));
    for (let o = 0; o < axis.output; o++) {
      const last = o * stride - axis.padBefore + (kernel - 1) * dilation;
      expect(last).toBe(o * stride);
    }
    // So it is the same axis as with that padding written out.
    expect(paddedAxis({ input, kernel, stride, dilation }, [axis.padBefore, 0], false)).toEqual(axis);
  }
});
