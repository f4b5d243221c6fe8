import type { Value } from '../values/value.ts';
import type { Call } from './call.ts';
import type { Node } from './node.ts';

/** How a node computes: from what a call gives it, its outputs in order; those after the last one read may be missing. */
export type Kernel = (call: Call) => readonly Value[];

/** An ONNX operator: reads the attributes of a node, once, and says how it computes. Refuses what we do not have. */
export type Operator = (node: Node) => Kernel;
