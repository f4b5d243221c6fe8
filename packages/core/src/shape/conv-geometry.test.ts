import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradients } from '../autograd/gradients.ts';
import type { Backend } from '../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../backend/registry.ts';
import { ones, tensor } from '../create.ts';
import { ShapeError } from '../errors.ts';
import { scope } from '../memory/scope.ts';
import { conv } from '../ops/conv/conv.ts';
import { convTranspose } from '../ops/conv/conv-transpose.ts';
import { sum } from '../ops/reduction/sum.ts';
import { slice } from '../ops/movement/slice.ts';
import type { Tensor } from '../tensor.ts';
import { cpu } from '../testing/cpu.ts';
import { convFlops } from './conv-flops.ts';
import { convGeometry, convTransposeGeometry } from './conv-geometry.ts';
import { receptiveField } from './receptive-field.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const window = fc.record({
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.nat(3),
  after: fc.nat(3),
});

describe('sizes', () => {
  // The examples of figures 2.1 to 2.7 of arXiv 1603.07285.
  test.each([
    ['no padding, unit strides', [4, 4], { kernel: 3 }, [2, 2]],
    ['arbitrary padding, unit strides', [5, 5], { kernel: 4, padding: 2 }, [6, 6]],
    ['half padding, unit strides', [5, 5], { kernel: 3, padding: 'same' as const }, [5, 5]],
    ['full padding, unit strides', [5, 5], { kernel: 3, padding: 2 }, [7, 7]],
    ['no padding, strides', [5, 5], { kernel: 3, stride: 2 }, [2, 2]],
    ['padding and strides', [5, 5], { kernel: 3, stride: 2, padding: 1 }, [3, 3]],
    ['padding and strides, odd', [6, 6], { kernel: 3, stride: 2, padding: 1 }, [3, 3]],
    ['dilation', [7, 7], { kernel: 3, dilation: 2 }, [3, 3]],
  ])('%s', (_, input, options, output) => {
    expect(convGeometry(input, options).output).toEqual(output);
  });

  // Those of figures 4.1 to 4.7: what goes back to the sizes above.
  test.each([
    ['no padding, unit strides', [2, 2], { kernel: 3 }, [4, 4], [0, 0], 2, 2],
    ['arbitrary padding, unit strides', [6, 6], { kernel: 4, padding: 2 }, [5, 5], [0, 0], 1, 1],
    ['half padding, unit strides', [5, 5], { kernel: 3, padding: 1 }, [5, 5], [0, 0], 1, 1],
    ['full padding, unit strides', [7, 7], { kernel: 3, padding: 2 }, [5, 5], [0, 0], 0, 0],
    ['no padding, strides', [2, 2], { kernel: 3, stride: 2 }, [5, 5], [1, 1], 2, 2],
    ['padding and strides', [3, 3], { kernel: 3, stride: 2, padding: 1 }, [5, 5], [1, 1], 1, 1],
    ['and an odd size', [3, 3], { kernel: 3, stride: 2, padding: 1, outputPadding: 1 }, [6, 6], [1, 1], 1, 2],
  ])('transposed: %s', (_, input, options, output, zerosBetween, before, after) => {
    const geometry = convTransposeGeometry(input, options);
    expect(geometry.output).toEqual(output);
    expect(geometry.direct.zerosBetween).toEqual(zerosBetween);
    expect(geometry.direct.padding).toEqual([
      [before, after],
      [before, after],
    ]);
  });

  test('what no window reaches', () => {
    expect(convGeometry([6, 7], { kernel: 3, stride: 2, padding: [1, 0] }).unreached).toEqual([1, 0]);
    expect(convGeometry([10], { kernel: 3, stride: 4, dilation: 2 }).unreached).toEqual([1]);
  });

  test.each([
    [() => convGeometry([], { kernel: 3 }), 'convGeometry: there must be 1 to 3 axes, got 0 (input [])'],
    [
      () => convGeometry([4], { kernel: 3, dilation: 2 }),
      'convGeometry: kernel width 3 with dilation 2 (spanning 5) is larger than the padded input width 4 (input [4])',
    ],
    [() => convGeometry([4, -1], { kernel: 3 }), 'dimension 1 must be a non-negative integer, got -1'],
    [
      () => convTransposeGeometry([4], { kernel: 3, outputPadding: 1 }),
      'convTransposeGeometry: outputPadding 1 must be smaller than stride 1 or dilation 1 (input [4])',
    ],
  ])('refuses %s', (run, sentence) => {
    expect(run).toThrow(ShapeError);
    expect(run).toThrow(sentence);
  });
});

/** Puts zeros between the cells of a line, and more of them, or fewer cells, at its ends. */
function stretched(
  line: readonly number[],
  zerosBetween: number,
  [before, after]: readonly [number, number],
): number[] {
  const spread = line.flatMap((value, i) => (i === 0 ? [value] : [...new Array<number>(zerosBetween).fill(0), value]));
  const padded = [
    ...new Array<number>(Math.max(before, 0)).fill(0),
    ...spread,
    ...new Array<number>(Math.max(after, 0)).fill(0),
  ];
  return padded.slice(Math.max(-before, 0), padded.length - Math.max(-after, 0));
}

test('a transposed convolution is the plain one that is named', () => {
  fc.assert(
    fc.property(window, fc.integer({ min: 1, max: 6 }), fc.nat(2), ({ before, after, ...rest }, length, extra) => {
      const options = { ...rest, padding: [[before, after]] as [[number, number]] };
      const outputPadding = Math.min(extra, Math.max(rest.stride, rest.dilation) - 1);
      const full = (length - 1) * rest.stride + rest.dilation * (rest.kernel - 1) + 1 + outputPadding;
      fc.pre(before + after < full);
      const { direct } = convTransposeGeometry([length], { ...options, outputPadding });
      const line = Array.from({ length }, (_, i) => i + 1);
      const taps = Array.from({ length: rest.kernel }, (_, i) => 10 ** i);
      const input = stretched(line, direct.zerosBetween[0]!, direct.padding[0]!);
      scope(() => {
        const wanted = convTranspose(tensor(line, [1, 1, length]), tensor(taps, [1, 1, rest.kernel]), {
          ...options,
          outputPadding,
        });
        const mirrored = tensor(taps.toReversed(), [1, 1, rest.kernel]);
        const got = conv(tensor(input, [1, 1, input.length]), mirrored, { dilation: rest.dilation });
        expect([...got.dataSync()]).toEqual([...wanted.dataSync()]);
      });
    }),
    { seed: 1, numRuns: 200 },
  );
});

describe('the receptive field', () => {
  test('is where the gradient of one cell goes', () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), (windows) => {
        // Long enough that a cell in the middle sees no border.
        const length = 150;
        scope(() => {
          const x = tensor<number[]>(
            Float32Array.from({ length }, (_, i) => i),
            [1, 1, length],
            { requiresGrad: true },
          );
          let y: Tensor<number[]> = x;
          const layers = windows.map(({ before, after, kernel, stride, dilation }) => {
            const options = { stride, dilation, padding: [[before, after]] as [number, number][] };
            const { axes, output } = convGeometry([y.shape[2]!], { ...options, kernel });
            y = conv(y, ones([1, 1, kernel]), options);
            expect(y.shape[2]).toBe(output[0]);
            return axes;
          });
          const [field] = receptiveField(layers);
          const at = Math.floor(y.shape[2]! / 2);
          const [dx] = gradients(sum(slice(y, [null, null, [at, at + 1]])), [x]);
          const seen = [...dx.dataSync()].flatMap((value, i) => (value === 0 ? [] : [i]));
          const start = field!.start + at * field!.stride;
          expect(seen[0]).toBe(start);
          expect(seen.at(-1)).toBe(start + field!.size - 1);
        });
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  test('of the first layers of ResNet', () => {
    const stem = convGeometry([224, 224], { kernel: 7, stride: 2, padding: 3 });
    const pool = convGeometry(stem.output, { kernel: 3, stride: 2, padding: 1 });
    const first = convGeometry(pool.output, { kernel: 3, padding: 1 });
    const second = convGeometry(first.output, { kernel: 3, padding: 1 });
    const all = [stem, pool, first, second].map(({ axes }) => axes);
    expect(receptiveField(all.slice(0, 2))[0]).toMatchObject({ size: 11, stride: 4 });
    expect(receptiveField(all)).toEqual([
      { size: 27, stride: 4, start: -13 },
      { size: 27, stride: 4, start: -13 },
    ]);
  });

  test('refuses layers that do not follow one another', () => {
    const a = convGeometry([32, 32], { kernel: 3 }).axes;
    expect(() => receptiveField([a, a])).toThrow(
      new ShapeError('receptiveField: axis 0 of layer 1 is 32, but the layer before has an output of 30'),
    );
    expect(() => receptiveField([])).toThrow('there must be at least one layer, got none');
  });
});

test('FLOPs are counted tap by tap', () => {
  fc.assert(
    fc.property(window, fc.integer({ min: 1, max: 12 }), ({ before, after, ...rest }, length) => {
      fc.pre(rest.dilation * (rest.kernel - 1) < length + before + after);
      const { axes } = convGeometry([length], { ...rest, padding: [[before, after]] });
      const [{ output }] = axes as [(typeof axes)[number]];
      let inside = 0;
      for (let o = 0; o < output; o++) {
        for (let tap = 0; tap < rest.kernel; tap++) {
          const cell = o * rest.stride - before + tap * rest.dilation;
          if (cell >= 0 && cell < length) inside += 1;
        }
      }
      const flops = convFlops({ axes, batch: 3, inChannels: 4, outChannels: 6, groups: 2 });
      expect(flops).toEqual({ total: 2 * 3 * 6 * 2 * output * rest.kernel, useful: 2 * 3 * 6 * 2 * inside });
    }),
    { seed: 3, numRuns: 300 },
  );
});
