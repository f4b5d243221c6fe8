import type { AnyLayer } from '@gemmule/nn';
import { show } from '../file/bad.ts';
import { field, isNaturals, type JsonObject } from '../file/json.ts';
import type { WeightSource } from '../file/weight-source.ts';
import type { StoredWeight } from '../file/weights.ts';
import type { Declaration, Origin } from '../graph/topology.ts';
import type { DataFormat } from '../layout.ts';
import type { Merge } from './merge.ts';
import { Unsupported } from './unsupported.ts';

/** A layer of `@gemmule/nn`, and the values that its parameters and buffers get, by their names. */
export interface Part {
  readonly layer: AnyLayer;
  readonly values?: Readonly<Record<string, Float32Array>>;
}

/** What a layer of the file becomes: parts one after the other (none for one that does nothing), or a merge. */
export type Built = readonly Part[] | Merge;

/** Makes a layer of the file into layers that are here. */
export type Reader = (layer: LayerReader) => Built;

/** What is the same for all layers of a file. */
export interface Surroundings {
  readonly weights: WeightSource;
  readonly format: DataFormat;
  readonly origin: Origin;
}

/** Settings that change nothing of what a layer predicts, and the layout, which is that of the whole file. */
const WITHOUT_EFFECT = /^(name|trainable|dtype|batch_input_shape|batch_shape|sparse|ragged|seed|autocast|data_format)$/;
const OF_TRAINING = /_(initializer|regularizer|constraint)$/;

/**
 * A layer of the file, as its reader sees it. The reader asks for the settings it knows; one that nobody asked for, unless it
 * is off, makes the layer one that cannot be read.
 */
export class LayerReader {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  readonly format: DataFormat;
  readonly origin: Origin;
  readonly #declaration: Declaration;
  readonly #models: readonly string[];
  readonly #weights: WeightSource;
  readonly #asked = new Set<string>();

  /** @param models the names of the models that the layer is in, from outside to inside, without the outermost */
  constructor(declaration: Declaration, models: readonly string[], surroundings: Surroundings) {
    this.name = declaration.name;
    this.className = declaration.className;
    this.config = declaration.config;
    this.format = surroundings.format;
    this.origin = surroundings.origin;
    this.#declaration = declaration;
    this.#models = models;
    this.#weights = surroundings.weights;
  }

  /** A setting as it stands there; undefined where there is none, or null. */
  setting(key: string): unknown {
    this.#asked.add(key);
    return field(this.config, key);
  }

  /** For settings that change nothing here. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.#asked.add(key);
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.setting(key) ?? otherwise;
    return typeof value === 'boolean' ? value : this.#wrong(key, 'true or false');
  }

  number(key: string, otherwise: number): number {
    const value = this.setting(key) ?? otherwise;
    return Number.isFinite(value) ? (value as number) : this.#wrong(key, 'a number');
  }

  /** One of the texts that the reader knows. */
  text<const Known extends string>(key: string, known: readonly Known[], otherwise: NoInfer<Known>): Known {
    const value = this.setting(key) ?? otherwise;
    return known.find((one) => one === value) ?? this.#wrong(key, known.join(' or '));
  }

  /** A positive integer. */
  count(key: string, otherwise?: number): number {
    const value = this.setting(key) ?? otherwise;
    return isNaturals([value], 1) ? (value as number) : this.#wrong(key, 'a positive integer');
  }

  /** A positive integer for each axis, or one for all. */
  counts(key: string, axes: number, otherwise?: readonly number[]): number[] {
    const value = this.setting(key) ?? otherwise;
    const list: unknown = Array.isArray(value) ? value : new Array<unknown>(axes).fill(value);
    return isNaturals(list, 1) && list.length === axes ? [...list] : this.#wrong(key, 'positive integers');
  }

  /** `[before, after]` for each axis: a number for all of them, one for each axis, or a pair for each. */
  pairs(key: string, axes: number, otherwise: number): [number, number][] {
    const value = this.setting(key) ?? otherwise;
    const single = typeof value === 'number' || (axes === 1 && isNaturals(value, 0));
    const list: unknown = single ? new Array<unknown>(axes).fill(value) : value;
    const pairs = Array.isArray(list) ? list.map((one: unknown) => (Array.isArray(one) ? one : [one, one])) : [];
    const right = pairs.length === axes && pairs.every((pair) => pair.length === 2 && isNaturals(pair, 0));
    return right ? (pairs as [number, number][]) : this.#wrong(key, 'whole numbers from 0');
  }

  /** An axis, or a list of them; the first is the batch. */
  axes(key: string, otherwise: number): number[] {
    const value = this.setting(key) ?? otherwise;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const right = list.length > 0 && list.every(Number.isSafeInteger) && new Set(list).size === list.length;
    return right ? ([...list] as number[]) : this.#wrong(key, 'an axis or a list of axes');
  }

  /**
   * Numbers of the file, in the order of TensorFlow.
   *
   * @param names what it is called, and what else it may be called
   */
  weight(...names: readonly string[]): StoredWeight {
    for (const name of names) {
      const refuse = (why: string): never => this.refuse(why);
      const found = this.#weights.find(this.#declaration, this.#models, this.name, name, refuse);
      if (found !== undefined) return found;
    }
    return this.refuse(`the file has no ${names[0]} of it`);
  }

  /** As `weight`, of a given shape; null stands for any length. */
  weightOf(shape: readonly (number | null)[], ...names: readonly string[]): StoredWeight {
    const weight = this.weight(...names);
    const fits =
      weight.shape.length === shape.length && shape.every((dim, i) => (dim ?? weight.shape[i]) === weight.shape[i]);
    if (fits) return weight;
    const wanted = shape.map((dim) => dim ?? '?').join(', ');
    return this.refuse(`its ${names[0]} is [${weight.shape.join(', ')}], and by its settings [${wanted}]`);
  }

  refuse(why: string): never {
    throw new Unsupported(why);
  }

  /** To be called when a reader has asked for all it knows. */
  finish(): void {
    for (const [key, value] of Object.entries(this.config)) {
      if (value === null || value === false || this.#asked.has(key)) continue;
      if (WITHOUT_EFFECT.test(key) || OF_TRAINING.test(key)) continue;
      this.refuse(`it has a setting ${show(key)} that is not known`);
    }
  }

  #wrong(key: string, wanted: string): never {
    return this.refuse(`its ${key} must be ${wanted}`);
  }
}
