import { type Backend, gradients, noGrad, scope, softmax, type Tensor, tensor, UsageError } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { centered, type DataSet, normalized } from '../../network/data-set.ts';
import { pixels, side } from '../../network/data-files.ts';
import type { Session } from './session.ts';
import type { FeatureMaps, Insight, InsightRequest } from './trainer.ts';

/** Test images, whose loss the gradient is of. */
const probes = 64;

/** What there is to see of a network. */
export async function insightInto(
  { model, backend }: Session,
  data: DataSet,
  request: InsightRequest,
): Promise<Insight> {
  const parameter = model.parameters().get(`${request.layer}.weight`);
  if (parameter === undefined) throw new UsageError(`there is no layer ${request.layer} with a weight`);
  const gradient = gradientBy(parameter, model, data, backend);
  const image = imageOf(request.image, data);
  const results = outputsOf(model, tensor(image, [1, 1, side, side], { backend }));
  try {
    const maps: FeatureMaps[] = [];
    for (const [i, { output, layer }] of results.layers.entries()) {
      const [, channels = 1, height = 1, width = 1] = output.shape;
      maps.push({ title: `${i} ${layer.kind}`, channels, height, width, data: await output.data() });
    }
    return {
      weightShape: parameter.shape,
      weight: await parameter.data(),
      gradient: await gradient.data(),
      maps,
      probabilities: await results.probabilities.data(),
    };
  } finally {
    gradient.dispose();
    results.probabilities.dispose();
    for (const { output } of results.layers) output.dispose();
  }
}

function imageOf(image: InsightRequest['image'], { file, test }: DataSet): Float32Array {
  if (typeof image !== 'number')
    return normalized(
      centered(image).map((ink) => ink * 255),
      file,
    );
  return normalized(test.images.subarray(image * pixels, (image + 1) * pixels), file);
}

function gradientBy(
  parameter: Tensor<number[]>,
  model: nn.AnyLayer,
  { test, file }: DataSet,
  backend: Backend,
): Tensor<number[]> {
  return scope(() => {
    const x = tensor(normalized(test.images.subarray(0, probes * pixels), file), [probes, 1, side, side], { backend });
    const labels = tensor(test.labels.subarray(0, probes), [probes], { dtype: 'int32', backend });
    const [gradient] = gradients(nn.crossEntropy(model.run(x), labels), [parameter]);
    return gradient;
  });
}

interface LayerOutput {
  readonly layer: nn.AnyLayer;
  readonly output: Tensor<number[]>;
}

function outputsOf(
  model: nn.AnyLayer,
  image: Tensor<number[]>,
): { layers: LayerOutput[]; probabilities: Tensor<number[]> } {
  return noGrad(() =>
    scope(() => {
      let x = image;
      const layers = model.layers.map((layer) => {
        x = layer.run(x);
        return { layer, output: x };
      });
      return { layers, probabilities: softmax(x, -1) };
    }),
  );
}
