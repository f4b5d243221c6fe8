import { UsageError } from '../errors.ts';
import { type AnyTensor, IntTensor, Tensor } from '../tensor.ts';
import { type GradientRule, GraphNode, type SavedTensor } from './graph.ts';

let recording = true;

/** Handles on the saved tensors, as a rule gets them. */
type Handles<Saved extends readonly AnyTensor[]> = {
  readonly [I in keyof Saved]: Saved[I] extends IntTensor ? IntTensor<number[]> : Tensor<number[]>;
};

/** What an operation tells the recorder. */
export interface Recording<Saved extends readonly AnyTensor[]> {
  readonly operation: string;
  /** Operands; undefined for one that was left out. */
  readonly inputs: readonly (Tensor | undefined)[];
  /** Values the rules need, among the inputs or the output. They stay alive until the graph is let go. */
  readonly saved?: Saved;
  /**
   * One per input; only those that are asked for are called. They must not capture tensors (which the caller may dispose
   * before they run): what they need goes through `saved`.
   */
  readonly gradients: readonly ((dy: Tensor<number[]>, saved: Handles<Saved>) => Tensor<number[]>)[];
}

/**
 * Runs `body` without recording: what it computes has no gradients. For evaluation, and for updates of parameters.
 *
 * @throws UsageError when `body` returns a promise: recording would be on again before it settles.
 * @example
 * ```ts
 * const x = tensor([1, 2], [2], { requiresGrad: true });
 * const y = noGrad(() => square(x));   // Tensor<[2]>: 1, 4
 * console.log(y.requiresGrad);   // false
 * ```
 */
export function noGrad<T>(body: () => T): T {
  const result = withRecording(false, body);
  if (result instanceof Promise) {
    result.catch(() => undefined);
    throw new UsageError('noGrad: the function returned a promise; recording is on again before it settles');
  }
  return result;
}

export function withRecording<T>(on: boolean, body: () => T): T {
  const before = recording;
  recording = on;
  try {
    return body();
  } finally {
    recording = before;
  }
}

/** Notes how `output` was computed, if any of the inputs asks for gradients. Returns `output`. */
export function record<T extends Tensor, const Saved extends readonly AnyTensor[] = []>(
  output: T,
  { operation, inputs, saved, gradients }: Recording<Saved>,
): T {
  if (!recording) return output;
  const nodes = inputs.map((input) => input?.node);
  if (nodes.every((node) => node === undefined)) return output;
  const node = new GraphNode(operation, output.shape, nodes, gradients as readonly GradientRule[]);
  output.attach(node);
  node.saved = (saved ?? []).map(save);
  return output;
}

function save(tensor: AnyTensor): SavedTensor {
  const { storage, shape, node } = tensor;
  return { storage: storage.retain(), version: storage.version, shape, node };
}

/** Handles on what `node` saved, to be used and disposed by its rules. */
export function restore(node: GraphNode): AnyTensor<number[]>[] {
  if (node.saved === undefined) {
    throw new UsageError(
      `gradients: the graph of ${node.operation} was let go by an earlier call; pass { retainGraph: true } to that one`,
    );
  }
  return node.saved.map(({ storage, version, shape, node: maker }) => {
    if (storage.version !== version) {
      throw new UsageError(
        `gradients: a value that ${node.operation} needs was changed in place after the forward pass; ` +
          'compute gradients before updating parameters',
      );
    }
    const kind = storage.buffer.dtype === 'int32' ? IntTensor : Tensor;
    return new kind<number[]>(storage.retain(), shape, maker);
  });
}
