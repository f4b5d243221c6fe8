import { assertShape, type Backend, getBackend } from '@gemmule/core';
import type { AnyLayer } from './layer.ts';

/** Scratch memory of a layer in float32 elements, one number for each of the passes that never run at the same time. */
export interface WorkspaceLengths {
  /** For the forward pass. */
  readonly forward: number;
  /** For the gradients by its parameters. */
  readonly parameterGradient: number;
  /** For the gradient by its input, which the first layers of a model do without. */
  readonly inputGradient: number;
}

/** What a layer does for one input. */
export interface Work {
  /** Floating-point operations of the forward pass; a multiplication and an addition are two. */
  readonly flops: number;
  /** Scratch memory on a backend; none by default. */
  readonly workspace?: (backend: Backend) => WorkspaceLengths;
}

/** What a layer's `plan` reports to. */
export interface Planner {
  /** The work that is this layer's own. */
  count(work: Work): void;
  /** Plans an inner layer, under its name; returns the shape of its output. */
  run(name: string, inner: AnyLayer, inputShape: readonly number[]): readonly number[];
  /**
   * Plans, in `body`, inner layers that read this layer's own input, beside others that do. Whether a gradient flows to their
   * input is then no matter of those others.
   */
  branch<T>(body: () => T): T;
}

/** Options of `plan` and `summary`. */
export interface PlanOptions {
  /** Whose workspace is asked for. Default: the current backend. */
  readonly backend?: Backend;
  /** Whether the workspace must also do for the backward pass. Default false. */
  readonly training?: boolean;
}

/** One layer of a {@link Plan}. */
export interface PlanRow {
  /** Its place: `'0'`, or `'4.0'` for the first layer inside layer 4. Empty for a layer planned on its own. */
  readonly name: string;
  /** What kind of layer it is. */
  readonly kind: string;
  /** Of what it takes. */
  readonly inputShape: readonly number[];
  /** Of what it gives. */
  readonly outputShape: readonly number[];
  /** Numbers it learns; 0 for the second occurrence of a layer. */
  readonly parameters: number;
  /** Numbers it remembers without learning them; 0 for the second occurrence of a layer. */
  readonly buffers: number;
  /** Floating-point operations of the forward pass. */
  readonly flops: number;
  /** What it asks of the shared workspace. */
  readonly workspaceBytes: number;
}

/**
 * What a model does for one input shape.
 *
 * FLOPs are those of the forward pass: two for each multiply-add of a convolution or linear layer (taps that fall into
 * padding included), one for each bias added; one per tap of a pool; one per element of an activation or an addition, two of
 * a batch normalisation, four of a softmax, six of a normalisation by statistics of its own. The workspace is shared, so its
 * total is the maximum.
 */
export interface Plan {
  /** Whose workspaces these are. */
  readonly backend: Backend;
  /** Whether the backward pass is in it. */
  readonly training: boolean;
  /** Of what the model takes. */
  readonly inputShape: readonly number[];
  /** Of what the model gives. */
  readonly outputShape: readonly number[];
  /** One for each layer that computes something, in the order in which they run. */
  readonly rows: readonly PlanRow[];
  /** Sums over all rows; of the workspace the largest, since layers share it. */
  readonly totals: {
    readonly parameters: number;
    readonly buffers: number;
    readonly flops: number;
    readonly workspaceBytes: number;
  };
}

const BYTES_PER_ELEMENT = 4;

/** Plans a layer; `model.plan` remembers the result. */
export function planOf(layer: AnyLayer, inputShape: readonly number[], options: PlanOptions): Plan {
  const { backend = getBackend(), training = false } = options;
  assertShape('plan', inputShape, 'input');
  const walk: PlanWalk = { rows: [], backend, training, learned: false, seen: new Set() };
  const outputShape = visit(walk, '', layer, inputShape);
  const { rows } = walk;
  const totals = { parameters: 0, buffers: 0, flops: 0, workspaceBytes: 0 };
  for (const row of rows) {
    totals.parameters += row.parameters;
    totals.buffers += row.buffers;
    totals.flops += row.flops;
    totals.workspaceBytes = Math.max(totals.workspaceBytes, row.workspaceBytes);
  }
  return { backend, training, inputShape: [...inputShape], outputShape, rows, totals };
}

/** The shape of the output alone, for which no backend is needed. @throws ShapeError when the input does not fit. */
export function outputShapeOf(layer: AnyLayer, inputShape: readonly number[]): readonly number[] {
  const planner: Planner = {
    count: () => undefined,
    run: (_, inner, shape) => inner.trace(shape, planner),
    branch: (body) => body(),
  };
  return layer.trace(inputShape, planner);
}

interface PlanWalk {
  readonly rows: PlanRow[];
  readonly backend: Backend;
  readonly training: boolean;
  /** Whether a layer passed so far has parameters: from there on, gradients flow to the inputs of layers too. */
  learned: boolean;
  readonly seen: Set<unknown>;
}

function visit(walk: PlanWalk, name: string, layer: AnyLayer, inputShape: readonly number[]): readonly number[] {
  const inputGradient = walk.learned;
  const works: Work[] = [];
  const outputShape = layer.trace(inputShape, {
    count: (work) => works.push(work),
    run: (inner, child, shape) => visit(walk, name === '' ? inner : `${name}.${inner}`, child, shape),
    branch(body) {
      const before = walk.learned;
      walk.learned = inputGradient;
      const result = body();
      walk.learned ||= before;
      return result;
    },
  });
  const { parameters, buffers } = countNew(walk, layer);
  // A mere sequence of layers has no row of its own.
  if (layer.layers.length === 0 || works.length > 0 || parameters + buffers > 0) {
    const workspaceBytes = Math.max(0, ...works.map((work) => bytesOf(walk, work, inputGradient)));
    const flops = works.reduce((sum, work) => sum + work.flops, 0);
    walk.rows.push({ name, kind: layer.kind, inputShape, outputShape, parameters, buffers, flops, workspaceBytes });
  }
  walk.learned ||= [...layer.slots.values()].some((slot) => slot.learned);
  return outputShape;
}

function bytesOf({ backend, training }: PlanWalk, { workspace }: Work, inputGradient: boolean): number {
  if (workspace === undefined) return 0;
  const lengths = workspace(backend);
  const wanted = [lengths.forward];
  if (training) wanted.push(lengths.parameterGradient);
  if (training && inputGradient) wanted.push(lengths.inputGradient);
  return Math.max(...wanted) * BYTES_PER_ELEMENT;
}

/** What the layer holds that no row has counted yet: not that of inner layers, nor of one met before. */
function countNew({ seen }: PlanWalk, { slots }: AnyLayer): { parameters: number; buffers: number } {
  const count = { parameters: 0, buffers: 0 };
  for (const slot of slots.values()) {
    if (seen.has(slot)) continue;
    seen.add(slot);
    count[slot.learned ? 'parameters' : 'buffers'] += slot.size;
  }
  return count;
}
