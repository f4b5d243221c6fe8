import { ShapeError } from '@gemmule/core';
import { bad, show, showValue } from '../file/bad.ts';
import type { StoredWeight } from '../file/weights.ts';
import { field } from '../file/json.ts';
import type { Declaration, Topology } from '../graph/topology.ts';
import type { DataFormat } from '../layout.ts';
import type { AnyLayer } from '@gemmule/nn';
import { type Built, LayerReader, type Surroundings } from './layer-reader.ts';
import type { Merge } from './merge.ts';
import { readers } from './table.ts';
import { Unsupported } from './unsupported.ts';

/** A layer of the file, as a reader of your own gets it. */
export interface KerasLayer {
  /** That of the layer in the file. */
  readonly name: string;
  /** Its class, such as 'Conv2D'. */
  readonly className: string;
  /** Its settings, as they stand in the file: nothing of them is checked. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How the program of the file lays out images: what a weight or a setting says of axes is meant in that. */
  readonly dataFormat: DataFormat;
  /** One of its weights, in the order of the file. @throws what is told of the layer, where there is none. */
  weight(name: string): StoredWeight;
}

/**
 * Makes a layer of the file into one that is here, for images with the channels in front, `[N, C, H, W]`. Layers with weights
 * give them as what their parameters are at first.
 */
export type CustomLayer = (layer: KerasLayer) => AnyLayer | Merge;

/** More would not be read. */
const MAX_LISTED = 20;

/** All layers, those of models inside too. @throws FormatError that lists everything which cannot be read. */
export function buildLayers(
  topology: Topology,
  surroundings: Surroundings,
  custom: Readonly<Record<string, CustomLayer>>,
): ReadonlyMap<Declaration, Built> {
  const built = new Map<Declaration, Built>();
  const problems = new Map<string, number>();
  for (const { declaration, models } of allLayers(topology)) {
    try {
      built.set(declaration, buildLayer(new LayerReader(declaration, models, surroundings), declaration, custom));
    } catch (error) {
      if (!(error instanceof Unsupported) && !(error instanceof ShapeError)) throw error;
      const problem = `${show(declaration.className).slice(1, -1)}: ${error.message}`;
      problems.set(problem, (problems.get(problem) ?? 0) + 1);
    }
  }
  if (problems.size > 0) throw bad(`the model has what cannot be read: ${list(problems)}`);
  const unused = surroundings.weights.unused();
  if (unused.length > 0) {
    const more = unused.length > 1 ? ` and ${unused.length - 1} more` : '';
    throw bad(`no layer has the weight ${show(unused[0]!)}${more}`);
  }
  return built;
}

function buildLayer(
  reader: LayerReader,
  { className, calls }: Declaration,
  custom: Readonly<Record<string, CustomLayer>>,
): Built {
  if (calls.some(({ hasArguments }) => hasArguments)) reader.refuse('it is called with more than its inputs');
  const own = Object.hasOwn(custom, className) ? custom[className] : undefined;
  if (own !== undefined) {
    const { name, config, format: dataFormat } = reader;
    const layer = own({ name, className, config, dataFormat, weight: (weight) => reader.weight(weight) });
    return 'merge' in layer ? layer : [{ layer }];
  }
  const read = Object.hasOwn(readers, className) ? readers[className] : undefined;
  if (read === undefined) return reader.refuse('there is no such layer here; give it as one of customLayers');
  const result = read(reader);
  reader.finish();
  return result;
}

interface Placed {
  readonly declaration: Declaration;
  readonly models: readonly string[];
}

/** Inputs apart, which compute nothing, and models, whose layers they are. */
function allLayers(topology: Topology, models: readonly string[] = []): Placed[] {
  return [...topology.layers.values()].flatMap((declaration) => {
    if (declaration.model !== undefined) return allLayers(declaration.model, [...models, declaration.name]);
    return declaration.className === 'InputLayer' ? [] : [{ declaration, models }];
  });
}

/** That of all layers which have one. Flatten has one as well, which means something else. */
export function formatOf(topology: Topology): DataFormat {
  const formats = new Set(
    allLayers(topology)
      .filter(({ declaration }) => declaration.className !== 'Flatten')
      .flatMap(({ declaration }) => field(declaration.config, 'data_format') ?? []),
  );
  const [format = 'channels_last', ...others] = formats;
  if (others.length > 0) throw bad("some layers are 'channels_last' and others 'channels_first', which is not read");
  if (format === 'channels_last' || format === 'channels_first') return format;
  throw bad(`data_format must be 'channels_last' or 'channels_first', got ${showValue(format)}`);
}

function list(problems: ReadonlyMap<string, number>): string {
  const lines = [...problems].map(([problem, count]) => (count === 1 ? problem : `${problem} (${count} layers)`));
  const more = lines.length > MAX_LISTED ? `; and ${lines.length - MAX_LISTED} more` : '';
  return `${lines.slice(0, MAX_LISTED).join('; ')}${more}`;
}
