import { type Backend, getBackend, ShapeError } from '@gemmule/core';
import type { AnyLayer } from '@gemmule/nn';
import { bad } from './file/bad.ts';
import { type ModelJson, readJson } from './file/json.ts';
import { readManifest } from './file/manifest.ts';
import { WeightSource } from './file/weight-source.ts';
import { readWeights } from './file/weights.ts';
import { connect, type Program } from './graph/connect.ts';
import { readTopology } from './graph/topology.ts';
import { buildLayers, type CustomLayer, formatOf } from './layers/build-layers.ts';
import type { Built } from './layers/layer-reader.ts';
import { type DataFormat, shapeHere } from './layout.ts';
import { shapesOf } from './run/shapes.ts';
import { type Layout, modelOf, type TfjsModel } from './tfjs-model.ts';

/** Options of {@link loadTfjsModel}. */
export interface LoadOptions {
  /** Where the weights live and the model computes. Default: the current backend. */
  readonly backend?: Backend;
  /**
   * Of the tensors that the model takes and gives: `[N, C, H, W]`, or `[N, H, W, C]` as TensorFlow has them, which takes a copy
   * of each. Default 'channelsFirst'.
   */
  readonly layout?: Layout;
  /** What reads layers by the names of their classes: those of your own, or in place of those that are here. */
  readonly customLayers?: Readonly<Record<string, CustomLayer>>;
  /**
   * How many elements the values of a run may have that live at the same time; more is an error before it is allocated. A
   * file of some bytes can ask for any number. Default 2^28, which is 1 GiB.
   */
  readonly maxElements?: number;
}

/**
 * Reads a layers model of TensorFlow.js, which Keras or TensorFlow.js has saved. The model computes the same with the channels in
 * front: kernels are turned round here, once. Files are not trusted: whatever is wrong is told before anything is allocated on the
 * backend.
 *
 * @param modelJson the text or the bytes of model.json, or what it says
 * @param weightFiles the bytes of the files that `weightPaths` names, in that order
 * @throws FormatError for files that are damaged or contradict each other, and for layers that cannot be read: one error lists
 *   them all; BackendError when no backend is registered.
 * @example
 * ```ts
 * const json = await readFile('model/model.json', 'utf8');
 * const files = await Promise.all(weightPaths(json).map((path) => readFile(join('model', path))));
 * using model = loadTfjsModel(json, files);
 * const y = model.forward(ones([1, 3, 224, 224]));   // of shape [1, 10]
 * ```
 */
export function loadTfjsModel(
  modelJson: ModelJson,
  weightFiles: readonly (Uint8Array | ArrayBuffer)[],
  options: LoadOptions = {},
): TfjsModel {
  const { layout = 'channelsFirst', customLayers = {}, maxElements = 2 ** 28 } = options;
  if (layout !== 'channelsFirst' && layout !== 'channelsLast') {
    throw new ShapeError(
      `loadTfjsModel: layout must be 'channelsFirst' or 'channelsLast', got ${JSON.stringify(layout)}`,
    );
  }
  const json = readJson(modelJson);
  const { topology, origin } = readTopology(json);
  const format = formatOf(topology);
  const weights = new WeightSource(readWeights(readManifest(json), weightFiles));
  const built = buildLayers(topology, { weights, origin, format }, customLayers);
  const program = connect(topology, built);
  assertFits(program, format, maxElements);
  const model = modelOf(program, { layout, format, maxElements });
  fill(model, built, options.backend ?? getBackend());
  return model;
}

/** Where the file allows any batch of one shape, what does not fit is the file's mistake. */
function assertFits(program: Program, format: DataFormat, maxElements: number): void {
  const shapes: (readonly number[])[] = [];
  for (const { shape = [null, null] } of program.inputs) {
    const filled = shape.map((dim, i) => dim ?? (i === 0 ? 1 : NaN));
    if (filled.includes(NaN)) return;
    shapes.push(shapeHere(format, filled));
  }
  try {
    shapesOf(program, shapes, maxElements);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw bad(`the layers do not fit: ${error.message.replace(/^tfjs: /, '')}`, error);
  }
}

/** Gives the layers their values, those that the outputs need. Layers of the user's that bring their own make them now. */
function fill(model: AnyLayer, built: ReadonlyMap<unknown, Built>, backend: Backend): void {
  const needed = new Set(model.slots.values());
  try {
    for (const { layer, values = {} } of [...built.values()].flatMap((parts) => ('merge' in parts ? [] : parts))) {
      for (const [name, data] of Object.entries(values)) {
        const slot = layer.slots.get(name)!;
        if (needed.has(slot)) slot.assign(backend, data);
      }
    }
    model.initialize({ backend, onlyMissing: true });
  } catch (error) {
    model.dispose();
    throw error;
  }
}
