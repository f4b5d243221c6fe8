import * as nn from '@gemmule/nn';
import { bad, show } from '../file/bad.ts';
import { field, isShape } from '../file/json.ts';
import type { Built, Part } from '../layers/layer-reader.ts';
import type { Merge } from '../layers/merge.ts';
import { inOrder, keyOf } from './in-order.ts';
import type { Declaration, Reference, Topology } from './topology.ts';

/** One step of a run: from values to a value, by their numbers. */
export interface Step {
  /** For sentences. */
  readonly title: string;
  readonly inputs: readonly number[];
  readonly output: number;
  /** What nobody reads after it. */
  readonly last: readonly number[];
  readonly work: nn.AnyLayer | Merge;
}

/** What goes in, or comes out. */
export interface Port {
  readonly name: string;
  readonly value: number;
}

/** An input, and its shape in the file's layout, where null stands for any length; undefined where the file has none. */
export interface InputPort extends Port {
  readonly shape: readonly (number | null)[] | undefined;
}

/** A model whose layers are there and connected. */
export interface Program {
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly Port[];
  readonly steps: readonly Step[];
}

/** Of layers and what goes into them. Models inside of models may be called again and again: a short file can ask for any number. */
const MAX_CONNECTIONS = 2 ** 18;

/** A step, while others may still become part of it. */
interface Draft {
  readonly title: string;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly work: readonly Part[] | Merge;
}

interface Wiring {
  readonly built: ReadonlyMap<Declaration, Built>;
  readonly drafts: Draft[];
  values: number;
  connections: number;
}

/** @throws FormatError where the layers are not connected as they can be. */
export function connect(topology: Topology, built: ReadonlyMap<Declaration, Built>): Program {
  const wiring: Wiring = { built, drafts: [], values: 0, connections: 0 };
  if (topology.inputs.length === 0 || topology.outputs.length === 0) throw bad('the model has no inputs or no outputs');
  const inputs = topology.inputs.map((input): InputPort => {
    const { name, config } = inputLayer(topology, input);
    return {
      name,
      value: wiring.values++,
      shape: shapeOf(name, field(config, 'batch_input_shape') ?? field(config, 'batch_shape')),
    };
  });
  const values = connectModel(
    topology,
    inputs.map(({ value }) => value),
    wiring,
  );
  const outputs = namesOf(topology.outputs).map((name, i): Port => ({ name, value: values[i]! }));
  return { inputs, outputs, steps: stepsOf(wiring.drafts, new Set(values)) };
}

/** The drafts of a model that is given these values; the values of its outputs. */
function connectModel(topology: Topology, given: readonly number[], wiring: Wiring): number[] {
  const values = new Map<string, readonly number[]>();
  topology.inputs.forEach((input, i) => {
    inputLayer(topology, input);
    values.set(keyOf(input), [given[i]!]);
  });
  const valueOf = (reference: Reference): number => {
    const value = values.get(keyOf(reference))![reference.output];
    if (value !== undefined) return value;
    throw bad(`layer ${show(reference.layer)} has no output ${reference.output}, as others need it`);
  };
  for (const { declaration, call, key } of inOrder(topology)) {
    const inputs = call.inputs.map(valueOf);
    values.set(key, connectLayer(declaration, inputs, wiring));
  }
  return topology.outputs.map(valueOf);
}

function connectLayer(declaration: Declaration, inputs: readonly number[], wiring: Wiring): number[] {
  const title = `layer ${show(declaration.name)} (${show(declaration.className).slice(1, -1)})`;
  const { model } = declaration;
  const wanted = model?.inputs.length ?? wantedInputs(wiring.built.get(declaration));
  if (wanted === undefined) throw bad(`${title} is an input that the model does not list as one`);
  if (wanted === 'any' ? inputs.length === 0 : inputs.length !== wanted) {
    throw bad(`${title} has ${inputs.length} inputs and takes ${wanted === 'any' ? 'at least one' : wanted}`);
  }
  wiring.connections += 1 + inputs.length + (model?.outputs.length ?? 0);
  if (wiring.connections > MAX_CONNECTIONS) throw bad('the model has more layers than can be connected');
  if (model !== undefined) return connectModel(model, inputs, wiring);
  const work = wiring.built.get(declaration)!;
  // A layer that does nothing.
  if (!('merge' in work) && work.length === 0) return [...inputs];
  const output = wiring.values++;
  wiring.drafts.push({ title, inputs, output, work });
  return [output];
}

function wantedInputs(built: Built | undefined): number | 'any' | undefined {
  if (built === undefined) return undefined;
  return 'merge' in built ? (built.inputs ?? 'any') : 1;
}

function inputLayer({ layers }: Topology, { layer, call, output }: Reference): Declaration {
  const declaration = layers.get(layer);
  if (declaration?.className === 'InputLayer' && call === 0 && output === 0) return declaration;
  throw bad(`the model lists ${show(layer)} as an input, which is not an InputLayer`);
}

function shapeOf(name: string, shape: unknown): readonly (number | null)[] | undefined {
  if (shape === undefined) return undefined;
  const filled: unknown = Array.isArray(shape) ? shape.map((dim: unknown) => dim ?? 1) : undefined;
  if (isShape(filled) && filled.length > 0) return shape as (number | null)[];
  throw bad(`input ${show(name)} has a shape that is not a list of positive integers or null`);
}

/** By the layers that they come from, and, where one gives several, how many came before. */
function namesOf(outputs: readonly Reference[]): string[] {
  const seen = new Map<string, number>();
  return outputs.map(({ layer }) => {
    const count = seen.get(layer) ?? 0;
    seen.set(layer, count + 1);
    return count === 0 ? layer : `${layer}_${count}`;
  });
}

/** The drafts with their layers as one; what nobody reads after a step. */
function stepsOf(drafts: readonly Draft[], outputs: ReadonlySet<number>): Step[] {
  const seen = new Set(outputs);
  return withActivations(drafts, outputs)
    .toReversed()
    .map(({ title, inputs, output, work }) => {
      // From the end: who is met first reads last.
      const last = [...new Set([output, ...inputs])].filter((value) => !seen.has(value));
      for (const value of last) seen.add(value);
      return { title, inputs, output, last, work: 'merge' in work ? work : chained(work) };
    })
    .reverse();
}

function chained(parts: readonly Part[]): nn.AnyLayer {
  return parts.length === 1 ? parts[0]!.layer : nn.sequential(...parts.map(({ layer }) => layer));
}

/** An activation that alone reads what a convolution gives becomes part of its chain, where it costs no pass over the memory. */
function withActivations(drafts: readonly Draft[], outputs: ReadonlySet<number>): Draft[] {
  const readers = new Map<number, number>();
  for (const { inputs } of drafts) for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  const byOutput = new Map<number, Draft>();
  for (const draft of drafts) {
    const { inputs, work } = draft;
    const before = byOutput.get(inputs[0]!);
    const alone = readers.get(inputs[0]!) === 1 && !outputs.has(inputs[0]!);
    if (before !== undefined && alone && isActivation(work) && takesActivation(before.work)) {
      byOutput.delete(before.output);
      byOutput.set(draft.output, { ...before, output: draft.output, work: [...before.work, ...work] });
    } else byOutput.set(draft.output, draft);
  }
  return [...byOutput.values()];
}

function isActivation(work: Draft['work']): work is readonly Part[] {
  return !('merge' in work) && work.length === 1 && work[0]!.layer.activation !== undefined;
}

function takesActivation(work: Draft['work']): work is readonly Part[] {
  return !('merge' in work) && work.at(-1)?.layer.takesActivation === true;
}
