import { scope, type Tensor, tensor } from '@gemmule/core';
import { loadTfjsModel, type LoadOptions } from '../index.ts';
import type { SavedModel, Values } from './tfjs.ts';

/** What a saved model makes of inputs, loaded by us. */
export async function computed(
  { json, files }: SavedModel,
  inputs: readonly Values[],
  options: LoadOptions,
): Promise<Values[]> {
  using model = loadTfjsModel(json, files, options);
  const results = scope(() => {
    const given = model.inputs.map(({ name }, i): [string, Tensor] => {
      const { shape, data } = inputs[i]!;
      return [name, tensor(data, [...shape], options)];
    });
    return Object.values(model.predict(Object.fromEntries(given)));
  });
  const values = results.map(async (result) => ({ shape: result.shape, data: await result.data() }));
  return Promise.all(values).finally(() => results.forEach((result) => result.dispose()));
}
