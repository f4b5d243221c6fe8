/** The files that examples read. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cpu } from '@gemmule/backend-cpu';
import { registerBackend, unregisterBackend } from '@gemmule/core';
import { encodeNpy } from '@gemmule/data';
import * as nn from '@gemmule/nn';
import { exportOnnx } from '@gemmule/onnx';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import sharp from 'sharp';
import { model } from './given.ts';

/** Writes them into a folder. They are of the kinds that examples say, and small. */
export async function makeFiles(folder: string): Promise<void> {
  const backend = await registerBackend(cpu({ engine: 'typescript' }));
  model.initialize({ seed: 1 });
  const array = encodeNpy({ dtype: 'float32', shape: [2, 3], data: new Float32Array(6) });
  const cifar10 = new Uint8Array(64 * (1 + 3 * 32 * 32));
  const files: Record<string, Uint8Array | string> = {
    'model.safetensors': await nn.saveSafetensors(model),
    'model.onnx': await exportOnnx(model, ['N', 1, 28, 28]),
    'detector.onnx': await detector(),
    'weights.npy': array,
    'mnist.npz': await zip('x_train.npy', array),
    'train-images-idx3-ubyte': Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9),
    'data_batch_1.bin': cifar10,
    'cifar-10-batches-bin/data_batch_1.bin': cifar10,
    'cifar-10-batches-bin/test_batch.bin': cifar10,
    'cat.jpg': await sharp({ create: { width: 32, height: 24, channels: 3, background: 'orange' } })
      .jpeg()
      .toBuffer(),
    'model/model.json': JSON.stringify(layersModel),
    'model/group1-shard1of1.bin': new Uint8Array(4 * (3 * 10 + 10)),
  };
  unregisterBackend(backend);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

async function detector(): Promise<Uint8Array> {
  const network = nn.network(
    ['N', 3, 'H', 'W'],
    nn.conv2d({ in: 3, out: 4, kernel: 3, stride: 2 }),
    nn.globalAvgPool2d(),
    nn.flatten(),
    nn.linear(4, 10),
    nn.softmax(),
  );
  network.initialize({ seed: 1 });
  return exportOnnx(network, ['N', 3, 'H', 'W']);
}

async function zip(name: string, content: Uint8Array): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  await writer.add(name, new Uint8ArrayReader(content));
  return writer.close();
}

const layer = (class_name: string, config: object): object => ({ class_name, config });

/** A model as TensorFlow.js saves it: the mean of each channel, and a dense layer. */
const layersModel = {
  format: 'layers-model',
  modelTopology: {
    keras_version: 'tfjs-layers 4.22.0',
    model_config: layer('Sequential', {
      name: 'sequential_1',
      layers: [
        layer('InputLayer', { name: 'input_1', batch_input_shape: [null, 224, 224, 3], dtype: 'float32' }),
        layer('GlobalAveragePooling2D', { name: 'pool', data_format: 'channels_last' }),
        layer('Dense', { name: 'dense', units: 10, activation: 'softmax', use_bias: true }),
      ],
    }),
  },
  weightsManifest: [
    {
      paths: ['group1-shard1of1.bin'],
      weights: [
        { name: 'dense/kernel', shape: [3, 10], dtype: 'float32' },
        { name: 'dense/bias', shape: [10], dtype: 'float32' },
      ],
    },
  ],
};
