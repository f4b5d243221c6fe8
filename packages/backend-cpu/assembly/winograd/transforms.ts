import { madd } from '../vector';

/*
 * Winograd's minimal filtering F(4x4, 3x3), after Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks"
 * (2016), with the points 0, 1, -1, 2, -2 and infinity: 36 products give the 4x4 outputs of a 6x6 tile, not 144.
 *
 *     Y = A' [ (G g G') . (B' d B) ] A        d 6x6 input, g 3x3 weight, Y 4x4 output; ' transposes, . is elementwise
 *
 * A pass is one multiplication by B', G or A' along one dimension. Its values are vectors: four tiles, or four channels, at
 * once. They are read `step` bytes apart and written `stride` bytes apart.
 */

/** Rows and columns of outputs in a tile. */
export const outputTile: i32 = 4;
/** Rows and columns of inputs in a tile. */
export const inputTile: i32 = 6;
/** Elements of a transformed tile. Each is a matrix product over the channels, on its own. */
export const frequencies: i32 = 36;

// Vector constants are loaded from memory: V8 builds those of the code anew in each turn of a loop.
const constants = memory.data<f32>([-4, -5, 2, 4, 8, -1.0 / 6.0, 1.0 / 6.0, 1.0 / 12.0, 1.0 / 24.0]);

function constant(index: usize): v128 {
  return v128.load32_splat(constants + index * 4);
}

/** 6 values of `B' d` from 6. */
export function inputPass(from: usize, step: usize, to: usize, stride: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + step);
  const d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step);
  const d4 = v128.load(from + 4 * step);
  const d5 = v128.load(from + 5 * step);
  storeInput(d0, d1, d2, d3, d4, d5, to, stride);
}

/**
 * The same for a row of 20 cells, which are the 6 cells of four tiles that overlap by two: lane i of the result is tile i.
 */
export function inputRowPass(from: usize, to: usize, stride: usize): void {
  const v0 = v128.load(from);
  const v1 = v128.load(from, 16);
  const v2 = v128.load(from, 32);
  const v3 = v128.load(from, 48);
  const next = v128.load(from, 64);
  const low01 = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
  const d0 = v128.shuffle<f32>(low01, low23, 0, 1, 4, 5);
  const d1 = v128.shuffle<f32>(low01, low23, 2, 3, 6, 7);
  const d2 = v128.shuffle<f32>(high01, high23, 0, 1, 4, 5);
  const d3 = v128.shuffle<f32>(high01, high23, 2, 3, 6, 7);
  // The fifth and sixth cell of a tile are the first and second of its neighbour.
  const d4 = v128.shuffle<f32>(d0, next, 1, 2, 3, 4);
  const d5 = v128.shuffle<f32>(d1, next, 1, 2, 3, 5);
  storeInput(d0, d1, d2, d3, d4, d5, to, stride);
}

function storeInput(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, stride: usize): void {
  const minusFour = constant(0);
  const minusFive = constant(1);
  const four = constant(3);
  const even = madd(d2, minusFour, d4);
  const odd = madd(d1, minusFour, d3);
  const evenTwo = f32x4.sub(d4, d2);
  const oddTwo = f32x4.mul(f32x4.sub(d3, d1), constant(2));
  v128.store(to, madd(d0, four, madd(d2, minusFive, d4)));
  v128.store(to + stride, f32x4.add(even, odd));
  v128.store(to + 2 * stride, f32x4.sub(even, odd));
  v128.store(to + 3 * stride, f32x4.add(evenTwo, oddTwo));
  v128.store(to + 4 * stride, f32x4.sub(evenTwo, oddTwo));
  v128.store(to + 5 * stride, madd(d1, four, madd(d3, minusFive, d5)));
}

/** 6 values of `G g` from 3. */
export function weightPass(from: usize, step: usize, to: usize, stride: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step);
  const minusSixth = constant(5);
  const outer = f32x4.mul(f32x4.add(g0, g2), minusSixth);
  const inner = f32x4.mul(g1, minusSixth);
  const outerTwo = madd(g0, constant(8), f32x4.mul(g2, constant(6)));
  const innerTwo = f32x4.mul(g1, constant(7));
  v128.store(to, f32x4.mul(g0, f32x4.splat(0.25)));
  v128.store(to + stride, f32x4.add(outer, inner));
  v128.store(to + 2 * stride, f32x4.sub(outer, inner));
  v128.store(to + 3 * stride, f32x4.add(outerTwo, innerTwo));
  v128.store(to + 4 * stride, f32x4.sub(outerTwo, innerTwo));
  v128.store(to + 5 * stride, g2);
}

/** 4 values of `A' m` from 6. */
export function outputPass(from: usize, step: usize, to: usize, stride: usize): void {
  const m1 = v128.load(from + step);
  const m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step);
  const m4 = v128.load(from + 4 * step);
  const sum = f32x4.add(m1, m2);
  const difference = f32x4.sub(m1, m2);
  const sumTwo = f32x4.add(m3, m4);
  const differenceTwo = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(v128.load(from), sum), sumTwo));
  v128.store(to + stride, madd(differenceTwo, constant(2), difference));
  v128.store(to + 2 * stride, madd(sumTwo, constant(3), sum));
  v128.store(to + 3 * stride, f32x4.add(madd(differenceTwo, constant(4), difference), v128.load(from + 5 * step)));
}
