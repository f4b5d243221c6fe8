import { cpu } from '@gemmule/backend-cpu';
import { gradients, registerBackend, scope, tensor } from '@gemmule/core';
import { distributed, type World } from '@gemmule/mpi';
import * as nn from '@gemmule/nn';
import { resnet18 } from '@gemmule/zoo';
import { modelOf } from '../training/gemmule-network.ts';

/** Networks to train, with the samples of a process in a step. */
export const contests = {
  MNIST: { make: () => modelOf('lenet'), shape: [1, 28, 28], samples: 64 },
  'ResNet-18, images of 64 x 64': {
    make: (): nn.AnyLayer => resnet18({ classes: 10 }),
    shape: [3, 64, 64],
    samples: 16,
  },
} as const;

export type ContestName = keyof typeof contests;

/** Ways to train: by itself, or with the others; with gradients sent while others are computed, or afterwards. */
export const ways = ['one process', 'each for itself', 'together', 'together, no overlap'] as const;
export type Way = (typeof ways)[number];

export interface Contest {
  /** Numbers that a step exchanges. */
  readonly parameters: number;
  /** One step of training, to its end. */
  readonly step: (way: Way) => Promise<void>;
}

/** A network on one thread, ready to be trained in every way. */
export async function prepare(name: ContestName, world: World): Promise<Contest> {
  await registerBackend(cpu({ threads: 1 }));
  const { make, shape, samples } = contests[name];
  const model = make();
  model.initialize({ seed: 1 });
  const inputs = tensor(
    Float32Array.from({ length: samples * shape[0] * shape[1] * shape[2] }, (_, i) => Math.sin(i)),
    [samples, ...shape] as number[],
  );
  const labels = tensor(
    Int32Array.from({ length: samples }, (_, i) => i % 10),
    [samples],
    { dtype: 'int32' },
  );
  const parameters = model.parameters();
  const learned = [...parameters.values()];
  const alone = nn.sgd({ learningRate: 1e-4, momentum: 0.9 });
  const shared = distributed(nn.sgd({ learningRate: 1e-4, momentum: 0.9 }), world);
  await shared.synchronize(model);
  const loss = () => nn.crossEntropy(model.run(inputs, { training: true }), labels);

  async function together(overlaps: boolean): Promise<void> {
    const { team } = shared;
    const all = await team.agree({ samples, isOver: false, isStopped: false });
    const step = { team, ownSamples: samples, samples: all.samples, parameters: learned, forward: loss };
    const found = await nn.gradientsOfAll(overlaps ? step : { ...step, team: delayed(team) });
    scope(() => shared.step(parameters, found.gradients));
    for (const gradient of found.gradients) gradient.dispose();
  }

  return {
    parameters: learned.reduce((sum, { size }) => sum + size, 0),
    step: async (way) => {
      if (way.startsWith('together')) return together(way === 'together');
      using value = scope(() => {
        const value = loss();
        alone.step(parameters, gradients(value, learned));
        return value;
      });
      await value.item();
    },
  };
}

/** A team that sends nothing before everything is there. */
function delayed(team: nn.Team): nn.SharedStep['team'] {
  return {
    exchange(lengths) {
      const exchange = team.exchange(lengths);
      const waiting: [number, Float32Array][] = [];
      return {
        add: (index, values) => void waiting.push([index, values.dataSync()]),
        finish() {
          for (const [index, values] of waiting) scope(() => exchange.add(index, tensor(values, [values.length])));
          return exchange.finish();
        },
      };
    },
  };
}
