import * as nn from '@gemmule/nn';
import { type LayerName, layerNames } from './layer-names.ts';
import { Call, CodeError, type NetworkSpec, type Value } from './network-code.ts';

/** What code may call: nothing else of `nn`. */
const makers: Readonly<Record<LayerName, unknown>> = nn;

/**
 * Makes the network that code describes.
 *
 * @throws CodeError for a layer that there is none of; ShapeError, with the sentence of the compiler, where one does not fit.
 */
export function buildNetwork({ input, layers }: NetworkSpec): nn.AnyLayer {
  const network = nn.network as unknown as (input: readonly Value[], ...layers: nn.AnyLayer[]) => nn.AnyLayer;
  return network(input, ...layers.map(layerOf));
}

export function layerOf({ name, args }: Call): nn.AnyLayer {
  const known = layerNames.find((one) => one === name);
  if (known === undefined) {
    throw new CodeError(`there is no layer nn.${name} here; there are ${layerNames.join(', ')}`);
  }
  const make = makers[known] as (...args: unknown[]) => nn.AnyLayer;
  return make(...args.map(argumentOf));
}

/** Layers inside of layers, and in options. */
function argumentOf(value: Value): unknown {
  if (value instanceof Call) return layerOf(value);
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, argumentOf(entry)]));
}
