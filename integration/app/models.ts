// What `models.test.ts` runs in Node.js: a network of the zoo, written as ONNX and read again; a model of TensorFlow.js; a file.
import { fileURLToPath } from 'node:url';
import { cpu } from '@gemmule/backend-cpu';
import { ones, registerBackend, scope } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { writeWhole } from '@gemmule/nn/node';
import { exportOnnx, loadOnnx } from '@gemmule/onnx';
import { loadTfjsModel, weightPaths } from '@gemmule/tfjs';
import { lenet5 } from '@gemmule/zoo';

await registerBackend(cpu());

const model = lenet5();
model.initialize({ seed: 1 });
const x = ones([2, 1, 28, 28]);
const onnx = loadOnnx(await exportOnnx(model, ['N', 1, 28, 28]));
const [expected, result] = scope(() => [model.forward(x), Object.values(onnx.run({ input: x }))[0]!]);
const same = String(await expected.data()) === String(await result.data());

const layer = { class_name: 'Dense', config: { name: 'dense', units: 1, batch_input_shape: [null, 2] } };
const json = {
  format: 'layers-model',
  modelTopology: { model_config: { class_name: 'Sequential', config: { layers: [layer] } } },
  weightsManifest: [
    {
      paths: ['weights.bin'],
      weights: [
        { name: 'dense/kernel', shape: [2, 1], dtype: 'float32' },
        { name: 'dense/bias', shape: [1], dtype: 'float32' },
      ],
    },
  ],
};
const dense = loadTfjsModel(json, [new Uint8Array(Float32Array.of(1, 2, 3).buffer)]);
const sum = await dense.forward(ones([1, 2])).data();

await writeWhole(fileURLToPath(new URL('model.safetensors', import.meta.url)), await nn.saveSafetensors(model));

const { parameters } = model.plan([1, 1, 28, 28]).totals;
console.log(JSON.stringify({ parameters, same, paths: weightPaths(json), sum: [...sum] }));
