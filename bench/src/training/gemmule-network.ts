import { type Backend, generator, gradients, noGrad, scope, type Tensor, tensor } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import type { NetworkCase } from '../cases.ts';
import type { NetworkOperands } from '../operands.ts';
import { untilComputed } from '../peers/gemmule-read.ts';
import type { Prepared } from '../peers/peer.ts';
import { type LayerSpec, learningRate, type NetworkName, networks } from './networks.ts';

/** A network that is measured as a whole, of our layers. */
export function modelOf(name: NetworkName): nn.AnyLayer {
  return nn.sequential(...networks[name].layers.map(layerOf));
}

/** A network of `@gemmule/nn`: a training step is the one that `nn.train` takes. */
export function gemmuleNetwork(
  backend: Backend,
  { network, batch }: NetworkCase,
  pass: 'forward' | 'training step',
  operands: NetworkOperands,
): Prepared {
  const { channels, size } = networks[network];
  const model = modelOf(network);
  model.initialize({ backend });
  const parameters = [...model.parameters().values()];
  for (const [i, values] of operands.parameters.entries()) parameters[i]!.write(values);
  const x = tensor<number[]>(operands.x, [batch, channels, size, size], { backend });
  const labels = tensor<number[]>(operands.labels, [batch], { backend, dtype: 'int32' });
  const optimizer = nn.sgd({ learningRate });

  const learning = { training: true, random: generator(0) };
  const lossOf = (): Tensor => nn.crossEntropy(model.run(x, learning), labels);
  const forward = (): Tensor => noGrad(() => scope(() => model.run(x)));
  const step = (): void =>
    scope(() => {
      optimizer.step(parameters, gradients(lossOf(), parameters));
    });
  const loss = (): Promise<number> => {
    using value = noGrad(() => scope(lossOf));
    return value.item();
  };

  return {
    run: pass === 'forward' ? () => forward().dispose() : step,
    async finish() {
      if (pass === 'training step') {
        step();
        return await untilComputed(parameters[0]!);
      }
      using scores = forward();
      await untilComputed(scores);
    },
    async result() {
      if (pass === 'forward') {
        using scores = forward();
        return await scores.data();
      }
      const before = await loss();
      step();
      return Float32Array.of(before, await loss());
    },
    dispose() {
      optimizer.dispose();
      model.dispose();
      for (const operand of [x, labels]) operand.dispose();
    },
  };
}

const simple = {
  relu: () => nn.relu(),
  flatten: () => nn.flatten(),
  maxPool: () => nn.maxPool2d({ kernel: 2 }),
  globalAvgPool: () => nn.globalAvgPool2d(),
};

function layerOf(spec: LayerSpec): nn.AnyLayer {
  if (spec.kind === 'conv') return nn.conv2d<number, number, number, number, number>(spec);
  if (spec.kind === 'linear') return nn.linear<number, number>(spec.in, spec.out);
  if (spec.kind === 'residual') return nn.residual(...spec.layers.map(layerOf));
  return simple[spec.kind]();
}
