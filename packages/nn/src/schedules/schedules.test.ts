import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  FormatError,
  ones,
  registerBackend,
  ShapeError,
  type Tensor,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

/** What a schedule says at each of `count` steps of a training of `steps`, with an epoch for each step. */
const along = (schedule: nn.Schedule, count: number, steps = count): number[] =>
  Array.from({ length: count }, (_, step) => schedule({ step, steps, epoch: step }));

function expectAll(got: readonly number[], wanted: readonly number[]): void {
  expect(got.length).toBe(wanted.length);
  // PyTorch multiplies step by step, so its last digits differ.
  got.forEach((value, i) => expect(Math.abs(value / wanted[i]! - 1), `step ${i}`).toBeLessThan(2e-9));
}

describe('give the factors that PyTorch 2.13 gives', () => {
  test('stepDecay: StepLR', () => {
    expectAll(along(nn.stepDecay({ every: 3, factor: 0.5 }), 8), [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]);
  });

  test('multiStepDecay: MultiStepLR', () => {
    expectAll(along(nn.multiStepDecay({ milestones: [2, 5] }), 8), [1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01]);
  });

  test('cosineDecay: CosineAnnealingLR', () => {
    expectAll(
      along(nn.cosineDecay({ minimum: 0.1 }), 9, 8),
      [1, 0.9657457896, 0.8681980515, 0.7222075446, 0.55, 0.3777924554, 0.2318019485, 0.1342542104, 0.1],
    );
  });

  test('oneCycle: OneCycleLR', () => {
    expectAll(
      along(nn.oneCycle(), 10),
      [0.04, 0.52, 1, 0.950484632, 0.8117456539, 0.6112620219, 0.3887419781, 0.1882583461, 0.04951936799, 4e-6],
    );
    expectAll(
      along(nn.oneCycle({ warmUp: 0.25, divisor: 10, finalDivisor: 100 }), 20),
      [
        0.1, 0.2318019485, 0.55, 0.8681980515, 1, 0.9890847266, 0.9568159561, 0.9046039887, 0.8347307379, 0.75025,
        0.6548539887, 0.5527119674, 0.4482880326, 0.3461460113, 0.25075, 0.1662692621, 0.09639601131, 0.04418404391,
        0.01191527343, 0.001,
      ],
    );
    expectAll(
      along(nn.oneCycle({ anneal: 'linear' }), 10),
      [0.04, 0.52, 1, 0.8571434286, 0.7142868571, 0.5714302857, 0.4285737143, 0.2857171429, 0.1428605714, 4e-6],
    );
    expectAll(along(nn.oneCycle({ warmUp: 0 }), 10).slice(0, 2), [0.975528356, 0.9045088792]);
  });

  test('oneCycle of a few steps: OneCycleLR', () => {
    expectAll(along(nn.oneCycle(), 3), [0.9944154355, 0.4626371027, 4e-6]);
    expectAll(along(nn.oneCycle(), 2), [0.8117456539, 4e-6]);
    expectAll(along(nn.oneCycle(), 1), [4e-6]);
  });

  test('warmUp: LinearLR, and SequentialLR with a cosine behind it', () => {
    expectAll(along(nn.warmUp({ steps: 4, from: 0.25 }), 7), [0.25, 0.4375, 0.625, 0.8125, 1, 1, 1]);
    expectAll(
      along(nn.warmUp({ steps: 4, from: 0.1 }, nn.cosineDecay()), 12),
      [
        0.1, 0.325, 0.55, 0.775, 1, 0.9619397663, 0.8535533906, 0.6913417162, 0.5, 0.3086582838, 0.1464466094,
        0.03806023374,
      ],
    );
  });

  /** The factor before each metric, and in the end. */
  function follow(schedule: nn.PlateauSchedule, metrics: readonly number[]): number[] {
    const now = (): number => schedule({ step: 0, steps: 1, epoch: 0 });
    const factors = metrics.map((metric) => {
      const factor = now();
      schedule.observe(metric);
      return factor;
    });
    return [...factors, now()];
  }
  const metrics = [
    1,
    0.9,
    0.95,
    0.91,
    0.9,
    0.899999,
    0.92,
    0.93,
    0.94,
    0.95,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    NaN,
    Infinity,
    0.1,
  ];

  test('reduceOnPlateau: ReduceLROnPlateau', () => {
    expectAll(
      follow(nn.reduceOnPlateau({ factor: 0.5, patience: 2 }), metrics),
      [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625, 0.0625],
    );
    expectAll(
      follow(nn.reduceOnPlateau({ factor: 0.5, patience: 1, coolDown: 2, minimum: 0.2 }), metrics),
      [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2],
    );
    const rising = { mode: 'max', patience: 1, threshold: 0.01, thresholdMode: 'absolute' } as const;
    expectAll(
      follow(nn.reduceOnPlateau(rising), [0.5, 0.6, 0.6, 0.6, 0.605, 0.61, 0.7, 0.7, 0.7]),
      [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.001],
    );
  });

  test('reduceOnPlateau goes on from a state that went through JSON, at any time', () => {
    const options = { factor: 0.5, patience: 1, coolDown: 2 };
    const whole = follow(nn.reduceOnPlateau(options), metrics);
    for (let cut = 0; cut <= metrics.length; cut++) {
      const before = nn.reduceOnPlateau(options);
      const first = follow(before, metrics.slice(0, cut));
      const after = nn.reduceOnPlateau(options);
      after.restore(JSON.parse(JSON.stringify(before.state())) as nn.ScheduleState);
      expect([...first.slice(0, -1), ...follow(after, metrics.slice(cut))]).toEqual(whole);
    }
  });
});

describe('beyond what PyTorch does', () => {
  test('stairs may go by steps', () => {
    const at = { step: 7, steps: 100, epoch: 1 };
    expect(nn.stepDecay({ every: 3, factor: 0.5, by: 'step' })(at)).toBe(0.25);
    expect(nn.multiStepDecay({ milestones: [1, 7, 8], factor: 0.5, by: 'step' })(at)).toBe(0.25);
    expect(nn.multiStepDecay({ milestones: [1, 7, 8], factor: 0.5 })(at)).toBe(0.5);
  });

  test('a schedule with steps of its own ends with them, and stays there', () => {
    const cosine = nn.cosineDecay({ minimum: 0.5, steps: 2 });
    expectAll(along(cosine, 5, NaN), [1, 0.75, 0.5, 0.5, 0.5]);
    expectAll(along(nn.oneCycle({ steps: 3 }), 5, 1000).slice(2), [4e-6, 4e-6, 4e-6]);
  });

  test('a warm-up leaves epochs as they are, and lets the schedule behind it be told things', () => {
    const stairs = nn.warmUp({ steps: 2, from: 0.5 }, nn.stepDecay({ every: 2, factor: 0.1 }));
    expectAll(along(stairs, 5), [0.5, 0.75, 0.1, 0.1, 0.01]);
    const plateau = nn.reduceOnPlateau({ factor: 0.5, patience: 0 });
    const warm = nn.warmUp({ steps: 2, from: 0 }, plateau);
    warm.observe(1);
    warm.observe(2);
    expectAll(along(warm, 4).slice(1), [0.25, 0.5, 0.5]);
    expect(warm.state()).toEqual({ factor: 0.5, best: 1, bad: 0, coolDown: 0 });
    warm.restore({ factor: 0.125, best: null, bad: 0, coolDown: 0 });
    expectAll(along(warm, 4).slice(2), [0.125, 0.125]);
    expect('observe' in nn.warmUp({ steps: 2 })).toBe(false);
  });
});

describe('with an optimiser', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await registerBackend(cpu());
  });
  afterAll(() => unregisterBackend(backend));

  test('all groups follow', () => {
    const parameters = new Map<string, Tensor>([
      ['body', ones([1])],
      ['head', ones([1])],
    ]);
    const optimizer = nn.sgd({ learningRate: 0.5, groups: [{ match: /body/, learningRateFactor: 0.5 }] });
    const schedule = nn.stepDecay({ every: 1, factor: 0.5, by: 'step' });
    for (let step = 0; step < 2; step++) {
      optimizer.learningRate = 0.5 * schedule({ step, steps: 2, epoch: 0 });
      optimizer.step(parameters, [ones([1]), ones([1])]);
    }
    expect([...parameters.values()].map((p) => p.dataSync()[0])).toEqual([1 - 0.25 - 0.125, 1 - 0.5 - 0.25]);
  });
});

describe('misuse is told', () => {
  test.each([
    [() => nn.stepDecay({ every: 0 }), 'stepDecay: every must be a positive integer, got 0'],
    [() => nn.stepDecay({ every: 1, factor: -1 }), 'stepDecay: factor must be a finite number of at least 0, got -1'],
    [() => nn.stepDecay({ every: 1, by: 'day' as 'step' }), "stepDecay: by must be 'epoch' or 'step', got \"day\""],
    [
      () => nn.multiStepDecay({ milestones: [1, 0.5] }),
      'multiStepDecay: milestones[1] must be a positive integer, got 0.5',
    ],
    [() => nn.multiStepDecay({ milestones: [3, 3] }), 'multiStepDecay: milestones must increase, got [3, 3]'],
    [() => nn.cosineDecay({ minimum: 2 }), 'cosineDecay: minimum must be from 0 to 1, got 2'],
    [() => nn.cosineDecay({ steps: 0 }), 'cosineDecay: steps must be a positive integer, got 0'],
    [() => nn.oneCycle({ warmUp: 1 }), 'oneCycle: warmUp must be at least 0 and below 1, got 1'],
    [() => nn.oneCycle({ divisor: 0 }), 'oneCycle: divisor must be a finite number above 0, got 0'],
    [
      () => nn.oneCycle({ finalDivisor: Infinity }),
      'oneCycle: finalDivisor must be a finite number above 0, got Infinity',
    ],
    [() => nn.oneCycle({ anneal: 'cos' as 'cosine' }), "oneCycle: anneal must be 'cosine' or 'linear', got \"cos\""],
    [() => nn.warmUp({ steps: 1.5 }), 'warmUp: steps must be a positive integer, got 1.5'],
    [() => nn.warmUp({ steps: 1, from: -1 }), 'warmUp: from must be from 0 to 1, got -1'],
    [() => along(nn.warmUp({ steps: 5 }), 5), 'warmUp: 5 steps leave nothing of the 5 of the training'],
    [() => nn.reduceOnPlateau({ factor: 1 }), 'reduceOnPlateau: factor must be at least 0 and below 1, got 1'],
    [() => nn.reduceOnPlateau({ patience: -1 }), 'reduceOnPlateau: patience must be a non-negative integer, got -1'],
    [() => nn.reduceOnPlateau({ mode: 'low' as 'min' }), "reduceOnPlateau: mode must be 'min' or 'max', got \"low\""],
    [
      () => nn.reduceOnPlateau({ thresholdMode: 'rel' as 'relative' }),
      "reduceOnPlateau: thresholdMode must be 'relative' or 'absolute', got \"rel\"",
    ],
  ])('%#', (make, sentence) => {
    expect(make).toThrow(new ShapeError(sentence));
  });

  test('a number of steps that nobody knows', () => {
    for (const [name, schedule] of Object.entries({ cosineDecay: nn.cosineDecay(), oneCycle: nn.oneCycle() })) {
      expect(() => schedule({ step: 0, steps: NaN, epoch: 0 })).toThrow(
        new ShapeError(
          `${name}: the number of steps must be a positive integer, got NaN; where the training does not know, ` +
            'give { steps } to the schedule',
        ),
      );
    }
  });

  test('the state of something else, which changes nothing', () => {
    const schedule = nn.reduceOnPlateau();
    schedule.observe(3);
    const before = schedule.state();
    for (const wrong of [{}, { ...before, factor: NaN }, { ...before, bad: -1 }, { ...before, coolDown: 0.5 }]) {
      expect(() => schedule.restore(wrong)).toThrow(FormatError);
    }
    expect(() => schedule.restore({ ...before, best: '3' } as never)).toThrow(FormatError);
    expect(schedule.state()).toEqual(before);
  });
});
