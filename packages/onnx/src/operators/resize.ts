import { matmul, ShapeError, showShape, tensor, type Tensor, transpose, upsample, widen } from '@gemmule/core';
import type { Call } from '../graph/call.ts';
import type { Node } from '../graph/node.ts';
import type { Operator } from '../graph/operator.ts';
import { onDevice } from '../values/value.ts';
import { take } from './take.ts';

type T = Tensor<number[]>;

const COORDINATES = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
] as const;
const NEAREST = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'] as const;

interface Settings {
  readonly mode: 'nearest' | 'linear' | 'cubic';
  readonly coordinates: (typeof COORDINATES)[number];
  readonly nearest: (typeof NEAREST)[number];
  readonly cubic: number;
  readonly excludeOutside: boolean;
}

/** One axis: lengths before and after, and the scale, which need not be their quotient. */
interface Scaled {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
}

export const resizeOperator: Operator = (node) => {
  const settings = readSettings(node);
  const axesGiven = node.opset >= 18 ? node.ints('axes') : undefined;
  const policy =
    node.opset >= 18
      ? node.text('keep_aspect_ratio_policy', ['stretch', 'not_larger', 'not_smaller'], 'stretch')
      : 'stretch';
  // Opset 10 has no region of interest before the scales, and no sizes.
  const [scalesAt, sizesAt] = node.opset < 11 ? [1, -1] : [2, 3];
  return (call) => {
    const shape = call.shape(0);
    const axes = axesGiven?.map((axis) => (axis < 0 ? axis + shape.length : axis)) ?? shape.map((_, axis) => axis);
    const scales = [...(call.optionalNumbers(scalesAt) ?? [])];
    const sizes = sizesAt > 0 && call.has(sizesAt) ? call.integers(sizesAt) : [];
    const scaled = scales.length > 0 ? byScales(shape, axes, scales) : bySizes(shape, axes, sizes, policy);
    return [resize(call, scaled, settings)];
  };
};

/** The older operator, of which Resize is the general form. */
export const upsampleOperator: Operator = (node) => {
  const mode = node.text('mode', ['nearest', 'linear'], 'nearest');
  const settings = { mode, coordinates: 'asymmetric', nearest: 'floor', cubic: 0, excludeOutside: false } as const;
  return (call) => {
    const shape = call.shape(0);
    return [
      resize(
        call,
        byScales(
          shape,
          shape.map((_, axis) => axis),
          [...call.numbers(1)],
        ),
        settings,
      ),
    ];
  };
};

function readSettings(node: Node): Settings {
  node.ignore('extrapolation_value'); // of the mode that crops, which is not among ours
  const old = node.opset < 11;
  if (node.int('antialias', 0) !== 0) node.refuse('attribute antialias is 1');
  return {
    mode: node.text('mode', ['nearest', 'linear', 'cubic'], 'nearest'),
    coordinates: node.text('coordinate_transformation_mode', COORDINATES, old ? 'asymmetric' : 'half_pixel'),
    nearest: node.text('nearest_mode', NEAREST, old ? 'floor' : 'round_prefer_floor'),
    cubic: node.float('cubic_coeff_a', -0.75),
    excludeOutside: node.flag('exclude_outside', false),
  };
}

function byScales(shape: readonly number[], axes: readonly number[], scales: readonly number[]): Scaled[] {
  if (scales.length !== axes.length || scales.some((scale) => !(scale > 0 && Number.isFinite(scale)))) {
    throw new ShapeError(`scales ${showShape(scales)} should be ${axes.length} positive numbers`);
  }
  return shape.map((from, axis) => {
    const at = axes.indexOf(axis);
    const scale = at < 0 ? 1 : scales[at]!;
    return { from, to: Math.floor(from * scale), scale };
  });
}

function bySizes(
  shape: readonly number[],
  axes: readonly number[],
  sizes: readonly number[],
  policy: string,
): Scaled[] {
  if (sizes.length !== axes.length || sizes.some((size) => size < 1)) {
    throw new ShapeError(`sizes ${showShape(sizes)} should be ${axes.length} positive numbers`);
  }
  const each = axes.map((axis, i) => sizes[i]! / shape[axis]!);
  const common = policy === 'not_larger' ? Math.min(...each) : Math.max(...each);
  return shape.map((from, axis) => {
    const at = axes.indexOf(axis);
    if (at < 0) return { from, to: from, scale: 1 };
    if (policy === 'stretch') return { from, to: sizes[at]!, scale: each[at]! };
    return { from, to: Math.floor(from * common + 0.5), scale: common };
  });
}

function resize(call: Call, axes: readonly Scaled[], settings: Settings) {
  const shape = call.shape(0);
  call.claim(axes.map(({ to }) => to));
  const empty = axes.find(({ from, to }) => from === 0 || to === 0);
  if (empty !== undefined)
    throw new ShapeError(`${showShape(shape)} cannot be resized to ${showShape(axes.map(({ to }) => to))}`);
  const x = call.tensor(0);
  if (isUpsampling(axes, settings)) {
    const size = axes.slice(2).map(({ to }) => to);
    const { mode, coordinates } = settings;
    return onDevice(
      upsample(
        x,
        mode === 'nearest' ? { size } : { size, mode: 'linear', alignCorners: coordinates === 'align_corners' },
      ),
    );
  }
  let result = x;
  axes.forEach((axis, i) => {
    if (axis.to === axis.from && axis.scale === 1) return;
    if (settings.mode === 'nearest') result = take(result, i, nearestCells(axis, settings));
    else {
      call.claim([axis.to, axis.from]);
      result = interpolated(result, i, axis, settings);
    }
  });
  return onDevice(result);
}

/** Whether it is what core calls upsample: of spatial axes, by the quotient of their lengths. */
function isUpsampling(axes: readonly Scaled[], { mode, coordinates, nearest }: Settings): boolean {
  const spatial = axes.slice(2);
  if (spatial.length === 0 || spatial.length > 3 || axes.slice(0, 2).some(({ scale }) => scale !== 1)) return false;
  if (mode === 'nearest') {
    const isRepeating = spatial.every(({ from, to, scale }) => Number.isInteger(scale) && to === from * scale);
    return isRepeating && coordinates === 'asymmetric' && nearest === 'floor';
  }
  if (mode !== 'linear') return false;
  if (coordinates === 'align_corners') return true;
  return coordinates === 'half_pixel' && spatial.every(({ from, to, scale }) => to === from * scale);
}

/**
 * Where the centre of cell `x` of the result lies in the input. In float32 at each step: scales are, and where a centre falls
 * just between two cells, other digits than everybody else's would choose the other one.
 */
function sourceOf(x: number, { from, to, scale }: Scaled, coordinates: Settings['coordinates']): number {
  const { fround } = Math;
  const factor = fround(scale);
  if (coordinates === 'asymmetric') return fround(x / factor);
  if (coordinates === 'align_corners') return to > 1 ? fround(fround(x * (from - 1)) / (to - 1)) : 0;
  if (coordinates === 'pytorch_half_pixel' && to === 1) return 0;
  const halfPixel = fround(fround(fround(x + 0.5) / factor) - 0.5);
  if (coordinates !== 'half_pixel_symmetric') return halfPixel;
  // The part that the rounded length leaves out is taken from both sides.
  const adjusted = fround(to / fround(from * factor));
  return fround(fround((from / 2) * fround(1 - adjusted)) + halfPixel);
}

function nearestCells(axis: Scaled, { coordinates, nearest }: Settings): number[] {
  return Array.from({ length: axis.to }, (_, x) => {
    const cell = roundings[nearest](sourceOf(x, axis, coordinates));
    return Math.min(Math.max(cell, 0), axis.from - 1);
  });
}

const roundings = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
} satisfies Record<Settings['nearest'], (x: number) => number>;

/** One axis of a linear or cubic resize is a product with a matrix that has the weights of 2 or 4 neighbours in each row. */
function interpolated(x: T, axis: number, scaled: Scaled, settings: Settings): T {
  const { from, to } = scaled;
  const weights = new Float32Array(from * to);
  for (let row = 0; row < to; row++) {
    for (const [cell, weight] of neighbours(sourceOf(row, scaled, settings.coordinates), from, settings)) {
      weights[row * from + Math.min(Math.max(cell, 0), from - 1)]! += weight;
    }
  }
  const matrix = tensor(weights, [to, from], { backend: x.backend });
  const isLast = axis === x.rank - 1;
  // Rows of the matrix times columns: the axis second to last, or, transposed, the last one.
  if (isLast) return widen(matmul(x, matrix, { transposeB: true }));
  if (axis === x.rank - 2) return widen(matmul(matrix, x));
  const swapped = widen(transpose(x, axis, -1));
  return widen(transpose(widen(matmul(swapped, matrix, { transposeB: true })), axis, -1));
}

function neighbours(place: number, length: number, { mode, cubic, excludeOutside }: Settings): [number, number][] {
  const first = Math.floor(place);
  const ratio = place - first;
  if (mode === 'linear')
    return [
      [first, 1 - ratio],
      [first + 1, ratio],
    ];
  const cells = [-1, 0, 1, 2].map((i): [number, number] => [first + i, cubicWeight(Math.abs(ratio - i), cubic)]);
  if (!excludeOutside) return cells;
  const inside = cells.filter(([cell]) => cell >= 0 && cell < length);
  const total = inside.reduce((sum, [, weight]) => sum + weight, 0);
  return inside.map(([cell, weight]) => [cell, weight / total]);
}

/** Keys' cubic convolution (1981), by the distance; `a` is its one parameter. */
function cubicWeight(distance: number, a: number): number {
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance ** 2 + 1;
  if (distance < 2) return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
  return 0;
}
