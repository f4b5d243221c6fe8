import { ShapeError, UsageError } from '../errors.ts';
import { full } from '../create.ts';
import { scope } from '../memory/scope.ts';
import { add } from '../ops/elementwise/add.ts';
import { observed } from '../profile/observer.ts';
import { sameShape, showShape } from '../shape/shape.ts';
import { Tensor } from '../tensor.ts';
import type { GraphNode } from './graph.ts';
import { restore, withRecording } from './record.ts';

/** Options of {@link gradients}. */
export interface GradientOptions {
  /** The gradient by `output` to start from; by default 1, which needs a one-element output. */
  readonly outputGradient?: Tensor;
  /** Record the backward pass too, for gradients of gradients. */
  readonly createGraph?: boolean;
  /** Keep what the graph saved, for another call. Default: as `createGraph`. */
  readonly retainGraph?: boolean;
  /**
   * Called for each input when its gradient is complete, while the way back goes on: for what can be done meanwhile, such as
   * sending it. Parameters of a network come about in the order of its layers, the last one first. `index` is the input's
   * place, the first one for an input that occurs twice. The tensor is the one that is returned in the end; it must not be
   * changed or disposed. What this throws ends the call.
   */
  readonly onGradient?: ((index: number, gradient: Tensor<number[]>) => void) | undefined;
}

/**
 * Gradients of `output` by each of `inputs`, in reverse mode.
 *
 * Each result has the shape of its input. Only what was recorded counts: inputs made with `requiresGrad`, operations
 * outside `noGrad`. Unless `retainGraph` is set, the graph lets go of the values it kept, and a second call is an error.
 *
 * @throws UsageError when an input was not recorded or has no influence on `output`, or the graph is gone;
 *   ShapeError when `output` has more than one element and no `outputGradient`.
 * @example
 * ```ts
 * const w = tensor([1, 2, 3], [3], { requiresGrad: true });
 * const [dw] = gradients(sum(square(w)), [w]);   // [2, 4, 6]
 * ```
 */
export function gradients<const T extends readonly Tensor[]>(
  output: Tensor,
  inputs: T,
  options: GradientOptions = {},
): { [I in keyof T]: T[I] } {
  const { createGraph = false, retainGraph = createGraph, onGradient } = options;
  const end = output.node;
  if (end === undefined) {
    throw new UsageError('gradients: the output was not recorded; make its inputs with { requiresGrad: true }');
  }
  const wanted = inputs.map((input, i) => nodeOf(input, i));
  const seed = seedGradient(output, options.outputGradient);
  const results = withRecording(createGraph, () => backward(end, seed, wanted, { retainGraph, onGradient }));
  return results as { [I in keyof T]: T[I] };
}

function nodeOf(input: Tensor, index: number): GraphNode {
  if (input.node !== undefined) return input.node;
  throw new UsageError(
    `gradients: input ${index} ${showShape(input.shape)} was not recorded; make it with { requiresGrad: true }`,
  );
}

/** A handle of our own on the gradient to start from. */
function seedGradient(output: Tensor, given: Tensor | undefined): Tensor<number[]> {
  if (given === undefined) {
    if (output.size !== 1) {
      throw new ShapeError(
        `gradients: output has shape ${showShape(output.shape)}; reduce it to one element or pass outputGradient`,
      );
    }
    return full<number[]>([...output.shape], 1, { backend: output.backend });
  }
  if (!sameShape(given.shape, output.shape)) {
    throw new ShapeError(
      `gradients: outputGradient has shape ${showShape(given.shape)}, output ${showShape(output.shape)}`,
    );
  }
  return alias(given);
}

function backward(
  end: GraphNode,
  seed: Tensor<number[]>,
  wanted: readonly GraphNode[],
  { retainGraph, onGradient }: Pick<GradientOptions, 'retainGraph' | 'onGradient'>,
): Tensor<number[]>[] {
  const order = leadingBackTo(end, new Set(wanted));
  const onPath = new Set(order);
  const gradient = new Map<GraphNode, Tensor<number[]>>([[end, seed]]);
  try {
    for (const node of order) {
      const dy = gradient.get(node);
      if (dy === undefined) continue;
      propagate(node, dy, onPath, gradient);
      const index = wanted.indexOf(node);
      if (index >= 0) onGradient?.(index, dy);
      else {
        gradient.delete(node);
        dy.dispose();
      }
      if (retainGraph !== true && !node.isLeaf) node.letGo();
    }
    return collect(wanted, gradient);
  } catch (error) {
    for (const tensor of gradient.values()) tensor.dispose();
    throw error;
  }
}

/** Adds to each input's gradient what flows to it through `node`. */
function propagate(
  node: GraphNode,
  dy: Tensor<number[]>,
  onPath: ReadonlySet<GraphNode>,
  gradient: Map<GraphNode, Tensor<number[]>>,
): void {
  const saved = restore(node);
  observed.by?.gradient(node.operation);
  try {
    node.rules.forEach((rule, i) => {
      const input = node.inputs[i];
      if (input === undefined || !onPath.has(input)) return;
      const sum = scope(() => {
        const part = rule(dy, saved);
        const before = gradient.get(input);
        if (before !== undefined) return add(before, part);
        return part === dy || saved.includes(part) ? alias(part) : part;
      });
      gradient.get(input)?.dispose();
      gradient.set(input, sum);
    });
  } finally {
    observed.by?.gradient(undefined);
    for (const tensor of saved) tensor.dispose();
  }
}

function collect(wanted: readonly GraphNode[], gradient: ReadonlyMap<GraphNode, Tensor<number[]>>): Tensor<number[]>[] {
  const seen = new Set<GraphNode>();
  return wanted.map((node, i) => {
    const found = gradient.get(node);
    if (found === undefined) {
      throw new UsageError(`gradients: input ${i} ${showShape(node.shape)} has no influence on the output`);
    }
    if (seen.has(node)) return alias(found);
    seen.add(node);
    return found;
  });
}

/** The nodes between `end` and any of `targets`, in an order that puts every node before its inputs. Iterative. */
function leadingBackTo(end: GraphNode, targets: ReadonlySet<GraphNode>): GraphNode[] {
  const leads = new Map<GraphNode, boolean>();
  const order: GraphNode[] = [];
  const waiting: { node: GraphNode; next: number }[] = [{ node: end, next: 0 }];
  leads.set(end, targets.has(end));
  for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
    const input = top.node.inputs[top.next];
    if (top.next < top.node.inputs.length) {
      top.next += 1;
      if (input === undefined) continue;
      if (leads.has(input)) continue;
      leads.set(input, targets.has(input));
      waiting.push({ node: input, next: 0 });
    } else {
      waiting.pop();
      const { node } = top;
      const does = targets.has(node) || node.inputs.some((i) => i !== undefined && leads.get(i) === true);
      leads.set(node, does);
      if (does) order.push(node);
    }
  }
  return order.reverse();
}

/** Another handle on the same values. */
function alias(tensor: Tensor): Tensor<number[]> {
  return new Tensor<number[]>(tensor.storage.retain(), tensor.shape, tensor.node);
}
