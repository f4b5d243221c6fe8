import { networkPresets } from '../../network/presets.ts';
import { type EngineId, engineIds } from '../../engine/engines.ts';
import { decimal, integers, oneOf } from '../../shell/parameters.ts';

export const optimizers = ['adam', 'sgd', 'rmsprop'] as const;

export interface TrainSettings {
  readonly dataset: 'mnist' | 'fashion';
  /** `nn.network(…)` */
  readonly code: string;
  readonly optimizer: (typeof optimizers)[number];
  readonly learningRate: number;
  /** Images a step. */
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  readonly engine: EngineId;
}

export const defaults: TrainSettings = {
  dataset: 'mnist',
  code: networkPresets[0].code,
  optimizer: 'adam',
  learningRate: 0.002,
  batch: 32,
  epochs: 3,
  seed: 1,
  engine: 'auto',
};

/** Largest numbers that the controls and links allow. */
export const limits = { batch: 512, epochs: 100, seed: 1e9, code: 10_000, learningRate: 10 } as const;

export function readTrainSettings(parameters: URLSearchParams): TrainSettings {
  const whole = (name: 'batch' | 'epochs' | 'seed', low: number) =>
    integers(parameters.get(name), [low, limits[name]])?.[0] ?? defaults[name];
  const code = parameters.get('code');
  return {
    dataset: oneOf(parameters.get('data'), ['mnist', 'fashion']) ?? defaults.dataset,
    code: code === null || code.length > limits.code ? defaults.code : code,
    optimizer: oneOf(parameters.get('optimizer'), optimizers) ?? defaults.optimizer,
    learningRate: decimal(parameters.get('rate'), [0, limits.learningRate]) ?? defaults.learningRate,
    batch: whole('batch', 1),
    epochs: whole('epochs', 1),
    seed: whole('seed', 0),
    engine: oneOf(parameters.get('engine'), engineIds) ?? defaults.engine,
  };
}

/** What a setting is called in the address, where that is shorter. */
const names: Partial<Record<keyof TrainSettings, string>> = { dataset: 'data', learningRate: 'rate' };

export function writeTrainSettings(settings: TrainSettings): URLSearchParams {
  const keys = Object.keys(defaults) as (keyof TrainSettings)[];
  const changed = keys.filter((key) => settings[key] !== defaults[key]);
  return new URLSearchParams(changed.map((key) => [names[key] ?? key, `${settings[key]}`]));
}
