import type { AnyTensor } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import type { StoredTensor } from './decode-safetensors.ts';
import { encodeSafetensors } from './encode-safetensors.ts';

/**
 * The parameters and buffers of a model, or tensors of your own, as the bytes of a safetensors file. Names and layouts are PyTorch's
 * (`0.weight` `[out, in, kernel height, kernel width]`), so a `torch.nn.Sequential` of the same layers loads it.
 *
 * @param metadata goes into the header, for whoever reads the file
 * @throws UsageError when the model is not initialised; BackendError when the backend has failed.
 * @example
 * ```ts
 * model.initialize({ seed: 1 });
 * await writeFile('model.safetensors', await nn.saveSafetensors(model));
 * ```
 */
export async function saveSafetensors(
  source: AnyLayer | ReadonlyMap<string, AnyTensor>,
  metadata?: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const tensors: ReadonlyMap<string, AnyTensor> = source instanceof Map ? source : stateOf(source as AnyLayer);
  // Asked for all together, so that they are of one moment even if training goes on meanwhile.
  const stored = await Promise.all(
    Array.from(tensors, async ([name, tensor]): Promise<[string, StoredTensor]> => {
      return [name, { shape: [...tensor.shape] as number[], data: await tensor.data() }];
    }),
  );
  return encodeSafetensors(new Map(stored), metadata);
}

function stateOf(model: AnyLayer): Map<string, AnyTensor> {
  return new Map([...model.parameters(), ...model.buffers()]);
}
