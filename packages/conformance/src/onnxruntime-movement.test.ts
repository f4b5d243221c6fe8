import { cpu } from '@gemmule/backend-cpu';
import type { Backend } from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertClose } from './harness/compare.ts';
import { disposeAll, type OpExample, upload } from './harness/op-case.ts';
import { axis, inputCells, outputCells } from './harness/geometry.ts';
import { Random } from './harness/random.ts';
import { unpoolExample, winnersOf } from './ops/unpooling.ts';
import { shuffleExample, upsampleExample } from './ops/resampling.ts';
import type { UpsampleMode } from './reference/upsample.ts';
import { runNode } from './testing/run-node.ts';
import { widened } from './tolerance.ts';

// A second opinion on what moves and resamples, where ONNX has an operator for it. There are no vectors of these.

let backend: Backend;
beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

/** ONNX Runtime, our reference and our backend agree, all within bounds of float32 computations. */
async function assertAgree(theirs: readonly number[] | undefined, example: OpExample): Promise<void> {
  const expected = example.reference(...example.inputs);
  assertClose(theirs!, expected, `onnxruntime's ${example.what}`, expected.shape);
  const inputs = upload({ backend } as Parameters<typeof upload>[0], example.inputs);
  const output = example.run(...inputs);
  expect(output.shape).toEqual(expected.shape);
  const { bounds } = widened(expected, 2);
  assertClose(await output.data(), { values: Float64Array.from(theirs!), bounds }, `our ${example.what}`);
  disposeAll([...inputs, output]);
}

describe('Resize', () => {
  const attributes: Readonly<Record<UpsampleMode, Record<string, string>>> = {
    nearest: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
    linear: { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
    'linear alignCorners': { mode: 'linear', coordinate_transformation_mode: 'align_corners' },
  };

  test.each<[UpsampleMode, readonly number[], readonly number[]]>([
    ['nearest', [1, 2, 3, 4], [6, 12]],
    ['nearest', [2, 1, 4, 6], [2, 9]],
    ['nearest', [1, 1, 5], [20]],
    ['linear', [1, 2, 3, 4], [6, 12]],
    ['linear', [2, 1, 4, 6], [2, 9]],
    ['linear', [1, 1, 2, 3, 4], [4, 6, 8]],
    ['linear alignCorners', [1, 2, 3, 4], [6, 12]],
    ['linear alignCorners', [2, 1, 4, 6], [2, 9]],
  ])('%s of [%s] to [%s]', async (mode, shape, size) => {
    const example = upsampleExample(shape, size, mode, new Random(size.length));
    const scales = [1, 1, ...size.map((length, i) => length / shape[i + 2]!)];
    const inputs = [example.inputs[0]!, { shape: [0], data: [] }, { shape: [scales.length], data: scales }];
    const [theirs] = await runNode('Resize', attributes[mode], inputs);
    await assertAgree(theirs, example);
  });
});

describe('DepthToSpace and SpaceToDepth', () => {
  test('DepthToSpace by columns and rows first is pixelShuffle', async () => {
    const example = shuffleExample([2, 12, 2, 3], 2, false, new Random(1));
    const [theirs] = await runNode('DepthToSpace', { blocksize: 2, mode: 'CRD' }, example.inputs);
    await assertAgree(theirs, example);
  });

  test('SpaceToDepth of one channel is pixelUnshuffle: of several, it has another order', async () => {
    const example = shuffleExample([2, 1, 4, 6], 2, true, new Random(2));
    const [theirs] = await runNode('SpaceToDepth', { blocksize: 2 }, example.inputs);
    await assertAgree(theirs, example);
  });
});

test('MaxUnpool, which counts its places over the whole tensor', async () => {
  const geometry = [axis({ input: 4, kernel: 2, stride: 2 }), axis({ input: 6, kernel: 3, stride: 3 })];
  const places = winnersOf(geometry, new Random(3));
  const example = unpoolExample(geometry, places, new Random(4));
  const data = places.map((place, i) => Math.floor(i / outputCells(geometry)) * inputCells(geometry) + place);
  const [x] = example.inputs;
  const attributes = { kernel_shape: [2, 3], strides: [2, 3] };
  const [theirs] = await runNode('MaxUnpool', attributes, [x!, { shape: x!.shape, data }], ['float32'], [1]);
  await assertAgree(theirs, example);
});
