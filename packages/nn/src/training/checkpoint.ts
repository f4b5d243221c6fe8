import { type Backend, FormatError, sameShape, showShape } from '@gemmule/core';
import { decodeSafetensors, type SafetensorsContent, type StoredTensor } from '../files/decode-safetensors.ts';
import { encodeSafetensors } from '../files/encode-safetensors.ts';
import type { AnyLayer } from '../layer/layer.ts';
import type { Optimizer, OptimizerState, ParameterState } from '../optimizers/optimizer.ts';
import type { ScheduleState } from '../schedules/schedule.ts';
import type { Best } from './early-stopping.ts';
import type { EpochReport } from './report.ts';

/** Where a training stands, apart from weights and what the optimiser remembers. */
export interface Progress {
  readonly seed: number;
  /** The epoch to go on with, from 1. */
  readonly epoch: number;
  /** Batches of that epoch that have been learned. */
  readonly batches: number;
  /** Steps over all epochs. */
  readonly step: number;
  /** Of the epoch so far. */
  readonly samples: number;
  /** Of the epoch so far: the sum of the losses of all samples. */
  readonly lossSum: number;
  readonly elapsed: number;
  readonly epochs: readonly EpochReport[];
  readonly best: Best | null;
  /** What the schedule of the learning rate remembers. */
  readonly schedule: ScheduleState | null;
}

/** The numbers of a model by name: parameters and buffers. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** A training that can go on. */
export interface Checkpoint {
  readonly progress: Progress;
  readonly weights: Weights;
  /** Of the best epoch, where they shall come back. */
  readonly best: Weights | undefined;
  readonly optimizer: OptimizerState;
}

/** Reads the numbers of a model. All are asked for before any is waited for, so that they are of one moment. */
export async function weightsOf(model: AnyLayer): Promise<Map<string, Float32Array>> {
  const tensors = [...model.parameters(), ...model.buffers()];
  return new Map(
    await Promise.all(
      tensors.map(async ([name, tensor]) => [name, Float32Array.from(await tensor.data())] as [string, Float32Array]),
    ),
  );
}

/** Gives a model numbers that {@link weightsOf} read from it. */
export function setWeights(model: AnyLayer, weights: Weights, backend: Backend): void {
  for (const [name, slot] of model.slots) slot.assign(slot.tensor?.backend ?? backend, weights.get(name)!);
}

/** The version of what the metadata say. */
const VERSION = 1;
const KEY = 'gemmule.checkpoint';

/** A checkpoint as a safetensors file, whose metadata hold the rest. */
export function encodeCheckpoint(model: AnyLayer, { progress, weights, best, optimizer }: Checkpoint): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  const shapeOf = (name: string): readonly number[] => model.slots.get(name)!.definition.shape;
  for (const [name, data] of weights) tensors.set(`model/${name}`, { shape: shapeOf(name), data });
  for (const [name, data] of best ?? []) tensors.set(`best/${name}`, { shape: shapeOf(name), data });
  for (const [name, state] of optimizer.parameters) {
    for (const [key, data] of Object.entries(state.tensors)) {
      tensors.set(`optimizer/${key}/${name}`, { shape: shapeOf(name), data });
    }
  }
  const states = [...optimizer.parameters];
  // `fromEntries` defines properties, so no name has a side effect.
  const steps = Object.fromEntries(states.map(([name, state]) => [name, state.steps]));
  const remembered = Object.fromEntries(states.map(([name, state]) => [name, Object.keys(state.tensors)]));
  const { kind, learningRate } = optimizer;
  const content = { version: VERSION, progress, optimizer: { kind, learningRate, steps, remembered } };
  return encodeSafetensors(tensors, { [KEY]: JSON.stringify(content, writeNumber) });
}

/** What the metadata hold. */
interface Content {
  readonly version: number;
  readonly progress: Progress;
  readonly optimizer: {
    readonly kind: string;
    readonly learningRate: number;
    readonly steps: Readonly<Record<string, number>>;
    readonly remembered: Readonly<Record<string, readonly string[]>>;
  };
}

/**
 * Reads a checkpoint of a training of this model. The bytes are not trusted.
 *
 * @throws FormatError for a file that is none, or one of another model or optimiser.
 */
export function decodeCheckpoint(model: AnyLayer, optimizer: Optimizer, bytes: Uint8Array): Checkpoint {
  const file = decodeSafetensors(bytes);
  const content = contentOf(file);
  if (content.optimizer.kind !== optimizer.kind) {
    throw new FormatError(`checkpoint: it is of the optimiser '${content.optimizer.kind}', not '${optimizer.kind}'`);
  }
  const names = [...model.slots.keys()];
  const weights = new Map(names.map((name) => [name, numbersOf(file, model, 'model', name)]));
  const hasBest = names.some((name) => file.tensors.has(`best/${name}`));
  const best = hasBest ? new Map(names.map((name) => [name, numbersOf(file, model, 'best', name)])) : undefined;
  const parameters = new Map<string, ParameterState>();
  for (const [name, slot] of model.slots) {
    if (!slot.learned) continue;
    const keys = ownOf(content.optimizer.remembered, name);
    const steps = ownOf(content.optimizer.steps, name);
    if (!Array.isArray(keys) || !isCount(steps))
      throw new FormatError(`checkpoint: nothing is remembered of '${name}'`);
    const tensors = Object.fromEntries(
      keys.map((key) => [String(key), numbersOf(file, model, `optimizer/${String(key)}`, name)]),
    );
    parameters.set(name, { steps, tensors });
  }
  const { kind, learningRate } = content.optimizer;
  return { progress: content.progress, weights, best, optimizer: { kind, learningRate, parameters } };
}

function numbersOf({ tensors }: SafetensorsContent, model: AnyLayer, what: string, name: string): Float32Array {
  const stored = tensors.get(`${what}/${name}`);
  const { shape } = model.slots.get(name)!.definition;
  if (stored === undefined) throw new FormatError(`checkpoint: '${what}/${name}' is missing`);
  if (!sameShape(stored.shape, shape) || !(stored.data instanceof Float32Array)) {
    throw new FormatError(
      `checkpoint: '${what}/${name}' is ${showShape(stored.shape)}, in the model it is ${showShape(shape)}`,
    );
  }
  return stored.data;
}

function contentOf({ metadata }: SafetensorsContent): Content {
  const text = metadata.get(KEY);
  if (text === undefined) throw new FormatError('checkpoint: the file is no checkpoint of a training');
  let content: unknown;
  try {
    content = JSON.parse(text, readNumber);
  } catch (error) {
    throw new FormatError('checkpoint: what it says of the training is not JSON', { cause: error });
  }
  if (isObject(content) && content['version'] !== VERSION) {
    throw new FormatError(`checkpoint: its version is ${JSON.stringify(content['version'])}, not ${VERSION}`);
  }
  if (!isContent(content)) throw new FormatError('checkpoint: what it says of the training is not complete');
  return content;
}

function isContent(content: unknown): content is Content {
  if (!isObject(content) || !isObject(content['progress']) || !isObject(content['optimizer'])) return false;
  const { seed, epoch, batches, step, samples, lossSum, elapsed, epochs, best, schedule } = content['progress'];
  const { kind, learningRate, steps, remembered } = content['optimizer'];
  return (
    [epoch, batches, step, samples].every(isCount) &&
    [seed, lossSum, elapsed, learningRate].every((value) => typeof value === 'number') &&
    Array.isArray(epochs) &&
    epochs.every((report) => isObject(report) && isCount(report['epoch']) && typeof report['loss'] === 'number') &&
    (best === null || (isObject(best) && isCount(best['epoch']) && typeof best['value'] === 'number')) &&
    (schedule === null || isObject(schedule)) &&
    typeof kind === 'string' &&
    isObject(steps) &&
    isObject(remembered)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Names come from the model, and may be those of what all objects have. */
function ownOf<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** JSON has no numbers that are not finite, but a loss may be one. */
function writeNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

function readNumber(_: string, value: unknown): unknown {
  if (!isObject(value) || typeof value['number'] !== 'string' || Object.keys(value).length !== 1) return value;
  return Number(value['number']);
}
