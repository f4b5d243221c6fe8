import type { StoredTensor } from '../file/tensor-data.ts';
import type { Node } from '../graph/node.ts';

/** What a Constant node holds, in one of the forms it may have. */
export function constantOf(node: Node): StoredTensor {
  const tensor = node.tensor('value');
  if (tensor !== undefined) return tensor;
  const floats = node.floats('value_floats');
  if (floats !== undefined) return { dtype: 'float32', shape: [floats.length], numbers: Float32Array.from(floats) };
  const ints = node.ints('value_ints');
  if (ints !== undefined) return { dtype: 'int64', shape: [ints.length], numbers: Float64Array.from(ints) };
  if (node.has('value_int')) return { dtype: 'int64', shape: [], numbers: Float64Array.of(node.int('value_int', 0)) };
  if (node.has('value_float'))
    return { dtype: 'float32', shape: [], numbers: Float32Array.of(node.float('value_float', 0)) };
  return node.refuse('it holds no numbers');
}
