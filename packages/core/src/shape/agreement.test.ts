/**
 * Random cases, good and bad, through both halves of every rule: what the run-time rule returns or throws is what the
 * type rule must produce. And with some of the numbers unknown, the type rule must say less, but nothing wrong.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../scripts/compile.ts';
import { ShapeError } from '../errors.ts';
import { adaptivePoolRule } from './adaptive-pool.ts';
import { broadcastRule } from './broadcast.ts';
import { concatRule } from './concat.ts';
import { convRule } from './conv.ts';
import { convTransposeRule } from './conv-transpose.ts';
import { foldRule } from './fold.ts';
import { gatherRule } from './gather.ts';
import { linearRule } from './linear.ts';
import { matmulRule } from './matmul.ts';
import { channelNormRule, groupNormRule, layerNormRule } from './norm.ts';
import { operandRule } from './operand.ts';
import type { Padding } from './padding.ts';
import { padRule } from './pad.ts';
import { permuteRule, transposeRule } from './permute.ts';
import { pixelShuffleRule, pixelUnshuffleRule } from './pixel-shuffle.ts';
import { poolRule } from './pool.ts';
import { reduceRule } from './reduce.ts';
import { flattenRule, reshapeRule } from './reshape.ts';
import { sameRule } from './same.ts';
import { sliceRule } from './slice.ts';
import { unfoldRule } from './unfold.ts';
import { unpoolRule } from './unpool.ts';
import { upsampleRule } from './upsample.ts';

const SEED = 20260801;
const CASES_PER_RULE = 60;

/** A type argument: a number, a string, a boolean, null, undefined, or a list of them. A bigint is a number never hidden. */
type Argument = unknown;

/** A rule and one set of arguments for it. */
interface Case {
  readonly type: string;
  readonly args: readonly Argument[];
  readonly shape: () => readonly number[];
}

// Small numbers around each other, so that a good part of the cases fits and a good part just does not.
const channels = fc.integer({ min: 1, max: 4 });
const length = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 1, arbitrary: fc.nat(40) },
);
const kernel = fc.integer({ min: 1, max: 4 });
const step = fc.integer({ min: 1, max: 3 });
const groups = fc.constantFrom(1, 1, 1, 2, 3);
const dims = (maxLength: number, max = 4): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max }), { maxLength });
const listOf = <T>(one: fc.Arbitrary<T>, axes: number): fc.Arbitrary<T[]> =>
  fc.array(one, { minLength: axes, maxLength: axes });
const perAxis = (one: fc.Arbitrary<number>, axes: number): fc.Arbitrary<number | number[]> =>
  fc.oneof(one, listOf(one, axes));
const paddingOf = (axes: number): fc.Arbitrary<Padding> =>
  fc.oneof(
    fc.nat(3),
    listOf(fc.nat(3), axes),
    listOf(fc.tuple(fc.nat(3), fc.nat(3)), axes),
    fc.constantFrom<Padding>('same', 'valid', ...(axes === 1 ? ['causal' as const] : [])),
  );
const imageOf = (axes: number): fc.Arbitrary<number[]> =>
  fc.tuple(channels, channels, listOf(length, axes)).map(([n, c, lengths]) => [n, c, ...lengths]);
const weightOf = (axes: number): fc.Arbitrary<number[]> =>
  fc.tuple(channels, channels, listOf(kernel, axes)).map(([o, i, kernels]) => [o, i, ...kernels]);
/** Cases of one to three axes, most of them of two. */
const anyAxes = (make: (axes: number) => fc.Arbitrary<Case>): fc.Arbitrary<Case> =>
  fc.oneof({ weight: 2, arbitrary: make(2) }, { weight: 1, arbitrary: make(1) }, { weight: 1, arbitrary: make(3) });
const boolean = fc.boolean();
/** Images of one to three axes, and now and then something else. */
const anyRank = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }).chain(imageOf) },
  { weight: 1, arbitrary: dims(6) },
);

const rules: Record<string, fc.Arbitrary<Case>> = {
  conv: anyAxes((axes) =>
    fc
      .tuple(imageOf(axes), weightOf(axes), perAxis(step, axes), paddingOf(axes), perAxis(step, axes), groups, boolean)
      .map(([[n, c, ...lengths], [o, i, ...kernels], stride, padding, dilation, groups, fits]) => {
        // Half of the weights are made to fit the input.
        const x = [n!, fits ? i! * groups : c!, ...lengths];
        const weight = [fits ? o! * groups : o!, i!, ...kernels];
        return {
          type: 'ConvShape',
          args: [BigInt(axes), x, weight, stride, padding, dilation, groups],
          shape: () => convRule(`conv${axes}d`, x, weight, { stride, padding, dilation, groups }, axes).shape,
        };
      }),
  ),
  convTranspose: anyAxes((axes) =>
    fc
      .tuple(
        fc.tuple(imageOf(axes), weightOf(axes)),
        perAxis(step, axes),
        paddingOf(axes),
        perAxis(step, axes),
        perAxis(fc.constantFrom(0, 0, 0, 1, 2), axes),
        groups,
        fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, perAxis(fc.integer({ min: 1, max: 40 }), axes)),
        fc.tuple(boolean, fc.constantFrom(0, 0, 1, 2, -1)),
      )
      .map(([[image, weights], stride, padding, dilation, extra, groups, size, [fits, more]]) => {
        const [n, c, ...lengths] = image;
        const [i, o, ...kernels] = weights;
        const x = [n!, c! * groups, ...lengths];
        const weight = [fits ? c! * groups : i!, o!, ...kernels];
        const outputPadding = size === undefined || !fits ? extra : 0;
        const options = { stride, padding, dilation, outputPadding, groups };
        // Most sizes are around those that fit.
        let outputSize = size;
        try {
          const least = convTransposeRule('', x, weight, { ...options, outputPadding: 0 }, axes).shape.slice(2);
          if (Array.isArray(size)) outputSize = least.map((length) => Math.max(length + more, 1));
        } catch {}
        return {
          type: 'ConvTransposeShape',
          args: [BigInt(axes), x, weight, stride, padding, dilation, outputPadding, groups, outputSize],
          shape: () => convTransposeRule(`convTranspose${axes}d`, x, weight, { ...options, outputSize }, axes).shape,
        };
      }),
  ),
  pool: anyAxes((axes) =>
    fc
      .tuple(imageOf(axes), perAxis(kernel, axes), perAxis(step, axes), paddingOf(axes), perAxis(step, axes), boolean)
      .map(([x, kernel, stride, padding, dilation, ceilMode]) => ({
        type: 'PoolShape',
        args: [`maxPool${axes}d`, BigInt(axes), x, kernel, stride, padding, dilation, ceilMode],
        shape: () => poolRule(`maxPool${axes}d`, x, { kernel, stride, padding, dilation, ceilMode }, axes).shape,
      })),
  ),
  unfold: anyAxes((axes) =>
    fc
      .tuple(imageOf(axes), perAxis(kernel, axes), perAxis(step, axes), paddingOf(axes), perAxis(step, axes))
      .map(([x, kernel, stride, padding, dilation]) => ({
        type: 'UnfoldShape',
        args: [x, kernel, stride, padding, dilation],
        shape: () => unfoldRule('unfold', x, { kernel, stride, padding, dilation }).shape,
      })),
  ),
  fold: anyAxes((axes) =>
    fc
      .tuple(
        imageOf(axes),
        perAxis(kernel, axes),
        perAxis(step, axes),
        paddingOf(axes),
        perAxis(step, axes),
        fc.constantFrom(0, 0, 0, 0, 1),
        fc.nat(9),
      )
      .map(([[n, c, ...lengths], kernel, stride, padding, dilation, wrongRows, wrongColumns]) => {
        // A size of 0 is reported at the option, not by the rule.
        const outputSize = lengths.map((length) => Math.max(length, 1));
        const options = { kernel, stride, padding, dilation };
        // Mostly what unfold made, so that it folds.
        let x: number[] = [n!, c!, outputSize[0]!];
        try {
          x = unfoldRule('unfold', [n!, c!, ...outputSize], options).shape;
        } catch {}
        x = [n!, x[1]! + wrongRows, x[2]! + (wrongColumns === 9 ? 1 : 0)];
        return {
          type: 'FoldShape',
          args: [x, outputSize, kernel, stride, padding, dilation],
          shape: () => foldRule('fold', x, { outputSize, ...options }).shape,
        };
      }),
  ),
  matmul: fc.tuple(dims(4, 3), dims(4, 3), boolean, boolean, fc.nat(4)).map(([a, b, transposeA, transposeB, wrong]) => {
    const inner = transposeA ? a.at(-2) : a.at(-1);
    const at = transposeB || b.length === 1 ? b.length - 1 : b.length - 2;
    const fitting = inner === undefined || wrong === 0 ? b : b.map((dim, i) => (i === at ? inner : dim));
    return {
      type: 'MatmulShape',
      args: [a, fitting, transposeA, transposeB],
      shape: () => matmulRule(a, fitting, transposeA, transposeB).shape,
    };
  }),
  linear: fc.tuple(dims(4, 3), dims(3, 3), boolean).map(([x, weight, fits]) => {
    const w = fits && x.length > 0 ? [3, x.at(-1)!] : weight;
    return { type: 'LinearShape', args: [x, w], shape: () => linearRule(x, w).shape };
  }),
  broadcast: fc.tuple(dims(4, 2), dims(4, 2)).map(([a, b]) => ({
    type: 'BroadcastShape',
    args: ['add', a, b],
    shape: () => broadcastRule('add', a, b),
  })),
  same: fc.tuple(dims(3, 2), dims(3, 2), boolean).map(([a, b, fits]) => ({
    type: 'SameShape',
    args: ['mse', a, fits ? a : b],
    shape: () => sameRule('mse', a, fits ? a : b),
  })),
  reduce: fc
    .tuple(
      dims(4),
      fc.oneof(
        fc.constant(undefined),
        fc.integer({ min: -5, max: 4 }),
        fc.array(fc.integer({ min: -4, max: 3 }), { maxLength: 3 }),
      ),
      boolean,
    )
    .map(([x, axis, keepDims]) => ({
      type: 'ReduceShape',
      args: ['sum', x, axis, keepDims],
      shape: () => reduceRule('sum', x, axis, keepDims).shape,
    })),
  reshape: fc
    .tuple(dims(3, 6), fc.array(fc.integer({ min: -1, max: 6 }), { maxLength: 3 }), fc.nat(3))
    .map(([x, target, fits]) => {
      const to = fits === 0 ? target : fits === 1 ? [...x.slice(0, 1), -1] : x.toReversed();
      return { type: 'ReshapeShape', args: [x, to], shape: () => reshapeRule(x, to) };
    }),
  flatten: fc.tuple(dims(4), fc.integer({ min: -5, max: 4 })).map(([x, axis]) => ({
    type: 'FlattenShape',
    args: [x, axis],
    shape: () => flattenRule(x, axis),
  })),
  permute: dims(4)
    .chain((x) =>
      fc.tuple(
        fc.constant(x),
        fc.shuffledSubarray(x.map((_, i) => i)),
        fc.array(boolean, { minLength: 4, maxLength: 4 }),
        fc.constantFrom(0, 0, 0, 1),
      ),
    )
    .map(([x, order, negative, wrong]) => {
      const axes = order.map((axis, i) => (negative[i] ? axis - x.length : axis) + (i === 0 ? wrong : 0));
      return { type: 'PermuteShape', args: [x, axes], shape: () => permuteRule(x, axes).shape };
    }),
  transpose: fc.tuple(dims(4), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })).map(([x, a, b]) => ({
    type: 'TransposeShape',
    args: [x, a, b],
    shape: () => transposeRule(x, a, b).shape,
  })),
  concat: fc
    .tuple(dims(3), fc.array(fc.tuple(fc.nat(3), fc.constantFrom(0, 0, 0, 0, 0, 1)), { maxLength: 3 }), fc.nat(4))
    .map(([x, others, place]) => {
      const axis = place - 1;
      const along = axis < 0 ? axis + x.length : axis;
      const shapes = [x, ...others.map(([more, wrong]) => x.map((dim, i) => (i === along ? more : dim + wrong)))];
      return { type: 'ConcatShape', args: [shapes, axis], shape: () => concatRule(shapes, axis).shape };
    }),
  slice: fc
    .tuple(
      dims(3, 9),
      fc.array(
        fc.oneof(
          fc.constant(null),
          fc.tuple(fc.integer({ min: -9, max: 5 }), fc.integer({ min: -2, max: 9 })),
          fc.tuple(fc.nat(3), fc.integer({ min: 2, max: 9 }), fc.integer({ min: 0, max: 3 })),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([x, ranges]) => ({
      type: 'SliceShape',
      args: [x, ranges],
      shape: () => sliceRule(x, ranges).shape,
    })),
  padModes: fc
    .tuple(dims(3, 9), fc.array(fc.tuple(fc.nat(9), fc.nat(4))), fc.constantFrom('reflect', 'replicate', 'circular'))
    .map(([x, given, mode]) => {
      const pads = x.map((_, i): [number, number] => given[i] ?? [0, 0]);
      return { type: 'PadShape', args: [x, pads, mode], shape: () => padRule(x, pads, mode) };
    }),
  upsample: fc
    .tuple(
      anyRank,
      fc.constantFrom<'size' | 'scale' | 'both'>('size', 'size', 'scale', 'scale', 'both'),
      fc.integer({ min: 1, max: 3 }).chain((axes) => perAxis(fc.integer({ min: 1, max: 12 }), axes)),
    )
    .map(([x, key, value]) => {
      const [size, scale] = [key === 'scale' ? undefined : value, key === 'size' ? undefined : value];
      return { type: 'UpsampleShape', args: [x, size, scale], shape: () => upsampleRule(x, { size, scale }).shape };
    }),
  pixelShuffle: fc
    .tuple(fc.integer({ min: 1, max: 3 }).chain(imageOf), step, fc.nat(2))
    .map(([[n, c, ...lengths], factor, wrong]) => {
      const x = [n!, wrong === 0 ? c! : c! * factor ** lengths.length, ...lengths];
      return { type: 'PixelShuffleShape', args: [x, factor], shape: () => pixelShuffleRule(x, factor).shape };
    }),
  pixelUnshuffle: fc
    .tuple(fc.integer({ min: 1, max: 3 }).chain(imageOf), step, boolean)
    .map(([[n, c, ...lengths], factor, fits]) => {
      const x = [n!, c!, ...(fits ? lengths.map((length) => length * factor) : lengths)];
      return { type: 'PixelUnshuffleShape', args: [x, factor], shape: () => pixelUnshuffleRule(x, factor).shape };
    }),
  adaptivePool: anyAxes((axes) =>
    fc.tuple(fc.oneof(imageOf(axes), anyRank), perAxis(kernel, axes)).map(([x, outputSize]) => ({
      type: 'AdaptivePoolShape',
      args: [`adaptiveAvgPool${axes}d`, BigInt(axes), x, outputSize],
      shape: () => adaptivePoolRule(`adaptiveAvgPool${axes}d`, x, outputSize, axes).shape,
    })),
  ),
  unpool: anyAxes((axes) =>
    fc
      .tuple(
        imageOf(axes),
        fc.oneof(fc.constant(undefined), perAxis(kernel, axes)),
        perAxis(step, axes),
        perAxis(fc.nat(2), axes),
        fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, perAxis(kernel, axes)),
      )
      .map(([x, kernel, stride, padding, outputSize]) => ({
        type: 'UnpoolShape',
        args: [`maxUnpool${axes}d`, BigInt(axes), x, x, kernel, stride, padding, outputSize],
        shape: () => unpoolRule(`maxUnpool${axes}d`, x, x, { kernel, stride, padding, outputSize }, axes).shape,
      })),
  ),
  gather: fc.tuple(dims(3, 9), dims(3, 9), fc.integer({ min: -4, max: 3 })).map(([x, indices, axis]) => ({
    type: 'GatherShape',
    args: [x, indices, axis],
    shape: () => gatherRule(x, indices, axis).shape,
  })),
  pad: fc
    .tuple(dims(3), fc.array(fc.tuple(fc.nat(3), fc.integer({ min: -1, max: 12 })), { maxLength: 3 }), fc.nat(3))
    .map(([x, pads, wrong]) => {
      const all = wrong === 0 ? pads : x.map((_, i): [number, number] => pads[i] ?? [i, 1]);
      return { type: 'PadShape', args: [x, all], shape: () => padRule(x, all) };
    }),
  channelNorm: fc.tuple(dims(5, 3), fc.integer({ min: 2, max: 4 }), channels, boolean).map(([x, rank, c, fits]) => {
    const input = fits ? [2, c, 3, 4].slice(0, rank) : x;
    return {
      type: 'ChannelNormShape',
      args: ['batchNorm2d', input, '[N, C, ...]', rank, c],
      shape: () => {
        channelNormRule('batchNorm2d', input, { ranks: [rank], channels: c });
        return input;
      },
    };
  }),
  groupNorm: fc.tuple(dims(4), fc.nat(4), fc.nat(12)).map(([x, count, c]) => {
    const input = x.length > 1 ? [x[0]!, c, ...x.slice(2)] : x;
    return {
      type: 'GroupNormShape',
      args: ['groupNorm', input, count],
      shape: () => {
        groupNormRule('groupNorm', input, count);
        return input;
      },
    };
  }),
  layerNorm: fc.tuple(dims(4, 2), dims(3, 2), fc.nat(4), boolean).map(([x, other, from, fits]) => {
    const last = fits ? x.slice(from) : other;
    return {
      type: 'LayerNormShape',
      args: [x, last],
      shape: () => {
        layerNormRule(x, last);
        return x;
      },
    };
  }),
  operand: fc.tuple(dims(2, 2), dims(2, 2), boolean).map(([a, b, fits]) => ({
    type: 'OperandShape',
    args: ['layerNorm', 'weight', fits ? a : b, a],
    shape: () => {
      operandRule('layerNorm', 'weight', fits ? a : b, a);
      return a;
    },
  })),
};

const FILES = {
  AdaptivePoolShape: 'adaptive-pool.ts',
  BroadcastShape: 'broadcast.ts',
  ChannelNormShape: 'norm.ts',
  ConcatShape: 'concat.ts',
  ConvShape: 'conv.ts',
  ConvTransposeShape: 'conv-transpose.ts',
  FlattenShape: 'reshape.ts',
  FoldShape: 'fold.ts',
  GroupNormShape: 'norm.ts',
  LayerNormShape: 'norm.ts',
  GatherShape: 'gather.ts',
  LinearShape: 'linear.ts',
  MatmulShape: 'matmul.ts',
  OperandShape: 'operand.ts',
  PadShape: 'pad.ts',
  PermuteShape: 'permute.ts',
  PixelShuffleShape: 'pixel-shuffle.ts',
  PixelUnshuffleShape: 'pixel-shuffle.ts',
  PoolShape: 'pool.ts',
  ReduceShape: 'reduce.ts',
  ReshapeShape: 'reshape.ts',
  SameShape: 'same.ts',
  SliceShape: 'slice.ts',
  TransposeShape: 'permute.ts',
  UnfoldShape: 'unfold.ts',
  UnpoolShape: 'unpool.ts',
  UpsampleShape: 'upsample.ts',
};

/** The code of a type argument; `hide` says which numbers to replace by `number`. */
function code(argument: Argument, hide: () => boolean = () => false): string {
  if (Array.isArray(argument)) return `[${argument.map((item) => code(item, hide)).join(', ')}]`;
  if (typeof argument === 'string') return `'${argument}'`;
  if (typeof argument === 'number' && hide()) return 'number';
  return String(argument);
}

/** The result of a case: a shape, or the sentence that was thrown. */
function outcome(each: Case): readonly number[] | string {
  try {
    return each.shape();
  } catch (error) {
    if (error instanceof ShapeError) return error.message;
    throw error;
  }
}

function moduleOf(assertions: string[]): string {
  const imports = Object.entries(FILES).map(
    ([name, file]) => `import type { ${name} } from '${new URL(file, import.meta.url).pathname}';`,
  );
  return [
    ...imports,
    'type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;',
    // The type may know less than what came out, but not something else. `never` would fit anything.
    'type Admits<Type, Value> = [Type] extends [never] ? false : [Value] extends [Type] ? true : false;',
    'type True<T extends true> = T;',
    'export type Cases = [',
    ...assertions,
    '];',
  ].join('\n');
}

const cases = Object.entries(rules).flatMap(([, rule], i) =>
  fc.sample(rule, { seed: SEED + i, numRuns: CASES_PER_RULE }),
);

/** The assertions that the compiler refuses. */
async function refused(assertions: string[], version: '7' | '5.9'): Promise<string[]> {
  const source = moduleOf(assertions);
  const lines = source.split('\n');
  return (await compile(source, version)).errorLines.map((line) => lines[line - 1] ?? '');
}

describe.each(['7', '5.9'] as const)('TypeScript %s', (version) => {
  test('agrees with the run-time rule, on shapes and on sentences', async () => {
    const assertions = cases.map((each) => {
      const type = `${each.type}<${each.args.map((argument) => code(argument)).join(', ')}>`;
      const result = outcome(each);
      return `True<Equal<${type}, ${typeof result === 'string' ? JSON.stringify(result) : code(result)}>>,`;
    });
    expect(await refused(assertions, version)).toEqual([]);
  });

  test('says nothing wrong where numbers are unknown', async () => {
    // One number in four, by the case's own place in the list.
    const random = fc.sample(fc.nat(3), { seed: SEED, numRuns: 10_000 })[Symbol.iterator]();
    const hide = (): boolean => random.next().value === 0;
    const assertions = cases.flatMap((each) => {
      const result = outcome(each);
      if (typeof result === 'string') return [];
      const type = `${each.type}<${each.args.map((argument) => code(argument, hide)).join(', ')}>`;
      return [`True<Admits<${type}, ${code(result)}>>,`];
    });
    expect(await refused(assertions, version)).toEqual([]);
  });
});

test('the cases are a good mix', () => {
  const sentences = cases.map(outcome).filter((result) => typeof result === 'string');
  expect(cases).toHaveLength(Object.keys(rules).length * CASES_PER_RULE);
  expect(sentences.length).toBeGreaterThan(cases.length / 4);
  expect(sentences.length).toBeLessThan((cases.length * 3) / 4);
});
