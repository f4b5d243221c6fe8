import { reshape, scope, ShapeError, showShape, type Tensor, UsageError } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { show } from './file/bad.ts';
import type { Program } from './graph/connect.ts';
import { axesHere, axesThere, type DataFormat, pick, reordered } from './layout.ts';
import { runSteps } from './run/run-steps.ts';
import { shapesOf } from './run/shapes.ts';

/** The dimensions of images: `[N, C, H, W]`, or as TensorFlow has them, `[N, H, W, C]`. */
export type Layout = 'channelsFirst' | 'channelsLast';

/** What the compiler knows of a model from a file: nothing. */
export interface AnyShape extends nn.ShapeFn {
  readonly out: number[];
}

/** What a model takes. */
export interface InputInfo {
  /** That of the input in the file. */
  readonly name: string;
  /** In the layout that was asked for; null for any length. Undefined where the file does not say it. */
  readonly shape: readonly (number | null)[] | undefined;
}

/**
 * A model that was read from a file: a layer like others, of layers of `@gemmule/nn`. It predicts with `forward`, learns on with
 * `nn.train`, is saved with `nn.saveSafetensors`, tells its shapes and its work with `plan` and `summary`.
 */
export interface TfjsModel extends nn.Layer<AnyShape> {
  /** What the model takes, in the order of `forward`. */
  readonly inputs: readonly InputInfo[];
  /** The names of its outputs. */
  readonly outputs: readonly string[];
  /**
   * For models of several inputs or outputs: the outputs by their names, for inputs by theirs. The outputs are the caller's to
   * dispose, or a scope's.
   *
   * @throws UsageError for inputs that are missing or not known, and after `dispose`; ShapeError for one that has not the shape of
   *   the file, or where shapes do not fit within the model; FormatError for values beyond `maxElements`.
   */
  predict(inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor<number[]>>;
}

interface Settings {
  readonly layout: Layout;
  readonly format: DataFormat;
  readonly maxElements: number;
}

/** The model of a program; its layers have no values yet. */
export function modelOf(program: Program, settings: Settings): TfjsModel {
  const body = new Body(program, settings);
  const layers = [...new Set(program.steps.flatMap(({ work }) => ('merge' in work ? [] : [work])))];
  const layer = nn.layer<AnyShape>({
    kind: 'tfjs',
    layers,
    forward: (x, pass) => body.run([x], pass)[0]!,
    plan(shape, planner) {
      body.assertSingle();
      return body.plan([shape], planner)[0]!;
    },
  });
  const assertThere = (): void => {
    if ([...layer.slots.values()].every(({ tensor }) => tensor !== undefined)) return;
    throw new UsageError('tfjs: the model was disposed; load it again');
  };
  const run = layer.run.bind(layer);
  const names = program.outputs.map(({ name }) => name);
  return Object.assign(layer, {
    inputs: body.inputs,
    outputs: names,
    // Without this, a layer that was disposed would begin anew, with random values.
    run(...given: Parameters<typeof run>): Tensor<number[]> {
      assertThere();
      body.assertSingle();
      return run(...given);
    },
    predict(inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor<number[]>> {
      assertThere();
      const results = body.run(body.ordered(inputs), { workspace: layer.workspace });
      return Object.fromEntries(results.map((result, i) => [names[i]!, result]));
    },
  });
}

/** What a model computes, in the layout that was asked for. */
class Body {
  readonly inputs: readonly InputInfo[];
  readonly #program: Program;
  readonly #settings: Settings;
  /** The shapes that were found to fit, those of the last run. */
  #checked = '';

  constructor(program: Program, settings: Settings) {
    this.#program = program;
    this.#settings = settings;
    this.inputs = program.inputs.map(({ name, shape }) => ({
      name,
      shape: shape && this.#outside(pick(shape, axesHere(settings.format, shape.length))),
    }));
  }

  /** @throws UsageError unless there is one input and one output. */
  assertSingle(): void {
    const { inputs, outputs } = this.#program;
    if (inputs.length === 1 && outputs.length === 1) return;
    throw new UsageError(`tfjs: the model has ${inputs.length} inputs and ${outputs.length} outputs; use predict`);
  }

  /** The inputs in their order. @throws UsageError for names that are not those of the model. */
  ordered(given: Readonly<Record<string, Tensor>>): Tensor<number[]>[] {
    const names = this.inputs.map(({ name }) => name);
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new UsageError(`tfjs: there is no input ${show(unknown)}; there is ${names.map(show).join(', ')}`);
    }
    return names.map((name) => {
      if (Object.hasOwn(given, name)) return given[name] as Tensor<number[]>;
      throw new UsageError(`tfjs: the input ${show(name)} is missing`);
    });
  }

  plan(shapes: readonly (readonly number[])[], planner?: nn.Planner): (readonly number[])[] {
    shapes.forEach((shape, i) => assertFits(this.inputs[i]!, shape));
    const inside = shapes.map((shape) => this.#inside(shape));
    return shapesOf(this.#program, inside, this.#settings.maxElements, planner).map((shape) => this.#outside(shape));
  }

  run(inputs: readonly Tensor<number[]>[], pass: Partial<nn.Pass>): Tensor<number[]>[] {
    const shapes = inputs.map((input) => input.shape);
    const key = JSON.stringify(shapes);
    if (key !== this.#checked) this.plan(shapes);
    this.#checked = key;
    return scope(() => {
      const given = inputs.map((input) => this.#reordered(input, axesFrom));
      const results = runSteps(this.#program, given, pass).map((result) => this.#reordered(result, axesTo));
      // Each is the caller's own, also where a model hands on what it was given.
      return results.map((result, i) =>
        inputs.includes(result) || results.indexOf(result) < i
          ? reshape<number[], readonly number[]>(result, result.shape)
          : result,
      );
    });
  }

  #reordered(x: Tensor<number[]>, axes: (rank: number) => number[]): Tensor<number[]> {
    return this.#settings.layout === 'channelsFirst' ? x : reordered(x, axes(x.rank));
  }

  #inside<T>(shape: readonly T[]): readonly T[] {
    return this.#settings.layout === 'channelsFirst' ? shape : pick(shape, axesFrom(shape.length));
  }

  #outside<T>(shape: readonly T[]): readonly T[] {
    return this.#settings.layout === 'channelsFirst' ? shape : pick(shape, axesTo(shape.length));
  }
}

/** From channels at the end to channels in front, and back. */
const axesFrom = (rank: number): number[] => axesHere('channels_last', rank);
const axesTo = (rank: number): number[] => axesThere('channels_last', rank);

function assertFits({ name, shape }: InputInfo, given: readonly number[]): void {
  if (shape === undefined) return;
  if (shape.length === given.length && shape.every((dim, i) => (dim ?? given[i]) === given[i])) return;
  const wanted = shape.map((dim, i) => dim ?? (i === 0 ? 'N' : '?')).join(', ');
  throw new ShapeError(`tfjs: input ${show(name)} must be [${wanted}], got ${showShape(given)}`);
}
