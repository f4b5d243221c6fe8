import { bad, show } from '../file/bad.ts';
import type { Call, Declaration, Reference, Topology } from './topology.ts';

/** A layer that is called. */
export interface Visit {
  readonly declaration: Declaration;
  readonly call: Call;
  /** Names the call. */
  readonly key: string;
}

/** Names a call of a layer. */
export function keyOf({ layer, call }: Reference): string {
  return `${call} ${layer}`;
}

/**
 * The calls that the outputs need, each behind those that it needs itself. Without recursion, since a file may have more layers
 * one after the other than a stack has room for.
 *
 * @throws FormatError for what is not there, and for circles.
 */
export function inOrder(topology: Topology): Visit[] {
  const done = new Set(topology.inputs.map(keyOf));
  const entered = new Set<string>();
  const visits: Visit[] = [];
  const stack = topology.outputs.toReversed();
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const key = keyOf(top);
    if (done.has(key)) {
      stack.pop();
      continue;
    }
    const visit = find(topology, top, key);
    const waiting = visit.call.inputs.filter((input) => !done.has(keyOf(input)));
    if (waiting.length === 0) {
      stack.pop();
      done.add(key);
      visits.push(visit);
      continue;
    }
    // What was entered and is not done is below on the stack, and waits for this.
    if (entered.has(key)) throw bad(`layer ${show(top.layer)} needs its own output: the model has a circle`);
    entered.add(key);
    stack.push(...waiting);
  }
  return visits;
}

function find({ layers }: Topology, { layer, call }: Reference, key: string): Visit {
  const declaration = layers.get(layer);
  if (declaration === undefined) throw bad(`there is no layer ${show(layer)}, to which others are connected`);
  const found = declaration.calls[call];
  if (found === undefined) throw bad(`layer ${show(layer)} is not called ${call + 1} times, as others need it`);
  return { declaration, call: found, key };
}
