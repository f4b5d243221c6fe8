import type { SharedStorage } from '../memory/shared-storage.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';

/** A value a gradient rule needs: an operand of the operation, or its output. */
export interface SavedTensor {
  readonly storage: SharedStorage;
  readonly version: number;
  readonly shape: readonly number[];
  /** The node that made it, for gradients of gradients. */
  readonly node: GraphNode | undefined;
}

/** From the gradient by the output to the gradient by one input. `saved` are the tensors named when recording. */
export type GradientRule = (dy: Tensor<number[]>, saved: readonly AnyTensor<number[]>[]) => Tensor<number[]>;

/**
 * One recorded operation, or a leaf (a tensor made with `requiresGrad`) when it has no rules.
 *
 * A node lives as long as a tensor that carries it or a later node that leads back to it; then it lets go of the
 * storage it saved. Counting, rather than waiting for the garbage collector, is what keeps training free of allocations.
 */
export class GraphNode {
  readonly operation: string;
  readonly shape: readonly number[];
  readonly inputs: readonly (GraphNode | undefined)[];
  readonly rules: readonly GradientRule[];
  /** Undefined once the saved values have been let go. */
  saved: readonly SavedTensor[] | undefined = [];
  #references = 0;

  constructor(
    operation: string,
    shape: readonly number[],
    inputs: readonly (GraphNode | undefined)[],
    rules: readonly GradientRule[],
  ) {
    this.operation = operation;
    this.shape = shape;
    this.inputs = inputs;
    this.rules = rules;
    for (const input of inputs) input?.retain();
  }

  get isLeaf(): boolean {
    return this.rules.length === 0;
  }

  retain(): this {
    this.#references += 1;
    return this;
  }

  /** Counts one holder less; iterative, because a chain of nodes can be longer than the call stack is deep. */
  release(): void {
    const waiting: GraphNode[] = [this];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      node.#references -= 1;
      if (node.#references > 0) continue;
      node.letGo();
      for (const input of node.inputs) if (input !== undefined) waiting.push(input);
    }
  }

  /** Gives back the saved storage. Afterwards this node can no longer be differentiated. */
  letGo(): void {
    for (const { storage } of this.saved ?? []) storage.release();
    this.saved = undefined;
  }
}
