import {
  type Geometry,
  type Tensor,
  zeros,
  avgPool,
  globalAvgPool,
  globalMaxPool,
  maxPool,
  maxPoolWithIndices,
} from '@gemmule/core';
import { inputCells } from '../harness/geometry.ts';
import { windowOptions } from '../ops/window-options.ts';
import { avgPool as definedAvgPool, maxPool as definedMaxPool } from '../reference/pool.ts';
import { reduceAxes } from '../reference/reduce-axes.ts';
import { boundedSums, exact } from '../tolerance.ts';
import { type Mapper, outputNumbers, single } from './mapping.ts';
import { arrayOf, inputOf, listAttribute, numberAttribute, type VectorCase } from './vector.ts';
import { windowGeometry } from './window.ts';

function settingsOf(vector: VectorCase) {
  const x = inputOf(vector, 0).shape;
  const geometry = windowGeometry(vector, x.slice(2), listAttribute(vector, 'kernel_shape')!);
  const kernel = geometry.map((a) => a.kernel);
  const ceilMode = numberAttribute(vector, 'ceil_mode', 0) === 1;
  return {
    geometry,
    planes: x[0]! * x[1]!,
    shape: [x[0]!, x[1]!, ...geometry.map((a) => a.output)],
    options: { ...windowOptions(geometry), kernel, ceilMode },
  };
}

export const mapAveragePool: Mapper = single((vector) => {
  const { geometry, planes, shape, options } = settingsOf(vector);
  const countIncludePad = numberAttribute(vector, 'count_include_pad', 0) === 1;
  return {
    inputs: [arrayOf(inputOf(vector, 0))],
    run: (x) => avgPool(x, { ...options, countIncludePad }),
    reference: (x) => ({ shape, ...boundedSums(definedAvgPool({ planes, geometry, countIncludePad }, x.data)) }),
  };
});

/** The places of the winners, as floats, which all results are compared as. */
function winners(x: Tensor, options: Parameters<typeof maxPoolWithIndices>[1]): Tensor {
  const [, indices] = maxPoolWithIndices(x, options);
  const numbers = zeros([...indices.shape], { backend: x.backend });
  const walk = { shape: [numbers.size], xOffset: 0, xStrides: [1], yOffset: 0, yStrides: [1] };
  x.backend.copy({ ...walk, x: indices.storage.buffer, y: numbers.storage.buffer });
  return numbers;
}

/** ONNX counts over the whole tensor, and down the columns first with `storage_order` 1; we count within the plane. */
function ourIndices(vector: VectorCase, geometry: Geometry): number[] {
  const area = inputCells(geometry);
  const byColumns = numberAttribute(vector, 'storage_order', 0) === 1;
  return outputNumbers(vector, 1).map((index) => {
    const cell = index % area;
    if (!byColumns) return cell;
    const [height, width] = geometry.map((a) => a.input) as [number, number];
    return (cell % height) * width + Math.floor(cell / height);
  });
}

export const mapMaxPool: Mapper = (vector) => {
  const { geometry, planes, shape, options } = settingsOf(vector);
  const inputs = [arrayOf(inputOf(vector, 0))];
  const values = {
    what: vector.name,
    inputs,
    run: (x?: Tensor<number[]>) => maxPool(x!, options),
    reference: () => ({ shape, ...exact(definedMaxPool({ planes, geometry }, inputs[0]!.data).y) }),
  };
  if (vector.outputs.length === 1) return [{ example: values, wanted: outputNumbers(vector, 0) }];
  const indices = {
    what: `${vector.name}, indices`,
    inputs,
    run: (x?: Tensor<number[]>) => winners(x!, options),
    reference: () => ({ shape, ...exact(definedMaxPool({ planes, geometry }, inputs[0]!.data).indices) }),
  };
  return [
    { example: values, wanted: outputNumbers(vector, 0) },
    { example: indices, wanted: ourIndices(vector, geometry) },
  ];
};

const spatialAxes = (vector: VectorCase): number[] =>
  inputOf(vector, 0)
    .shape.slice(2)
    .map((_, i) => i + 2);

export const mapGlobalAveragePool: Mapper = single((vector) => ({
  inputs: [arrayOf(inputOf(vector, 0))],
  run: (x) => globalAvgPool(x),
  reference: (x) => reduceAxes('mean', x, spatialAxes(vector), true),
}));

export const mapGlobalMaxPool: Mapper = single((vector) => ({
  inputs: [arrayOf(inputOf(vector, 0))],
  run: (x) => globalMaxPool(x),
  reference: (x) => reduceAxes('max', x, spatialAxes(vector), true),
}));
