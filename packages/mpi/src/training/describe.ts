import { showShape } from '@gemmule/core';
import type { AnyLayer } from '@gemmule/nn';

/** What must be the same of a training in all processes: model and settings, as texts by their names. */
export function describeTraining(model: AnyLayer, settings: Readonly<Record<string, unknown>>): Record<string, string> {
  const slots = [...model.slots];
  const backends = new Set(slots.flatMap(([, { tensor }]) => (tensor === undefined ? [] : [engineOf(tensor.backend)])));
  return {
    'the model': JSON.stringify(structure(model)),
    ...Object.fromEntries(
      slots.map(([name, { definition }]) => [`the shape of '${name}'`, showShape(definition.shape)]),
    ),
    'the engine': [...backends].join(', '),
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value) ?? 'not set'])),
  };
}

/** Engines differ in their rounding; numbers of threads do not matter. */
function engineOf({ name, engine }: { readonly name: string; readonly engine: string }): string {
  return `${name} (${engine.replace(/ x\d+$/, '')})`;
}

function structure({ kind, config, layers }: AnyLayer): unknown {
  return { kind, config, layers: layers.map(structure) };
}
