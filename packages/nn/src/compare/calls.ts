import { type Activation, detach, keep, type Tensor } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';

/** One run of a layer that has no layers inside. */
export interface LayerCall {
  /** Its place in the model: `'0'`, `'4.0'`; empty for the model itself. */
  readonly name: string;
  readonly kind: string;
  readonly layer: AnyLayer;
  /** Ours to dispose, like the output. */
  readonly input: Tensor<number[]>;
  readonly output: Tensor<number[]>;
  readonly activation: Activation | undefined;
}

/** Runs a model, and keeps what each of its innermost layers was given and gave. */
export function recordCalls(model: AnyLayer, x: Tensor<number[]>): LayerCall[] {
  const calls: LayerCall[] = [];
  const undo = [...leavesOf(model, '')].map(([layer, name]) => {
    const own = Object.getOwnPropertyDescriptor(layer, 'run');
    const run = layer.run.bind(layer);
    const value: AnyLayer['run'] = (input, pass, activation) => {
      const output = run(input, pass, activation);
      // Handles of our own: the layer around this one may free both.
      const kept = [keep(detach(input)), keep(detach(output))] as Tensor[] as [Tensor<number[]>, Tensor<number[]>];
      calls.push({ name, kind: layer.kind, layer, input: kept[0], output: kept[1], activation });
      return output;
    };
    Object.defineProperty(layer, 'run', { value, configurable: true, writable: true });
    return (): void => {
      if (own === undefined) Reflect.deleteProperty(layer, 'run');
      else Object.defineProperty(layer, 'run', own);
    };
  });
  try {
    model.run(x).dispose();
    return calls;
  } catch (error) {
    for (const { input, output } of calls) for (const tensor of [input, output]) tensor.dispose();
    throw error;
  } finally {
    for (const one of undo) one();
  }
}

/** Each layer without layers inside, with the name of its first place. */
function leavesOf(layer: AnyLayer, name: string, found = new Map<AnyLayer, string>()): Map<AnyLayer, string> {
  if (layer.layers.length === 0 && !found.has(layer)) found.set(layer, name);
  layer.layers.forEach((inner, i) => leavesOf(inner, name === '' ? String(i) : `${name}.${i}`, found));
  return found;
}
