import { Identity, relu, Relu } from '../activation';
import { at, roundUp, transpose4 } from '../vector';
import { copyBand } from '../conv/geometry';
import { multiplySlab } from '../gemm/multiply';
import { tileBytes, tileColumns, tileRows } from '../gemm/tile';
import { frequencies, inputPass, inputRowPass, inputTile, outputPass, outputTile } from './transforms';

/**
 * A 3x3 convolution with stride 1: for each of the 36 frequencies a matrix product, `weights [outputs, inputs] x
 * tiles [inputs, tiles]`. A chunk computes `tilesPerChunk` tiles of a group, counted through all images, all their outputs.
 */
@unmanaged
class WinogradConvJob {
  x: usize;
  /** From {@link winogradWeights}, group after group. */
  weights: usize;
  /** 0 where there is none. */
  bias: usize;
  y: usize;
  batch: i32;
  groups: i32;
  inputs: i32;
  outputs: i32;
  height: i32;
  width: i32;
  outHeight: i32;
  outWidth: i32;
  padTop: i32;
  padLeft: i32;
  tilesPerChunk: i32;
  /** Outputs transformed back at a time, whole panels. */
  outputsAtOnce: i32;
  /** As in activation.ts. */
  activation: i32;
}

/** Bytes between the matrices of two frequencies beyond their size, or all 36 would fall on the same cache sets. */
const skew: i32 = 64;
/** Vectors of a transform on its way. */
const halfBytes: i32 = 36 * 16;
/** Of {@link locateBlocks}. */
const blockBytes: i32 = 16;

export function winogradConv(job: WinogradConvJob, scratch: usize, chunk: i32): void {
  const columns = (job.outWidth + outputTile - 1) / outputTile;
  const tilesPerImage = columns * ((job.outHeight + outputTile - 1) / outputTile);
  const chunksPerGroup = (job.batch * tilesPerImage + job.tilesPerChunk - 1) / job.tilesPerChunk;
  const group = chunk / chunksPerGroup;
  const first = (chunk % chunksPerGroup) * job.tilesPerChunk;
  const tiles = min(job.tilesPerChunk, job.batch * tilesPerImage - first);
  const lanes = roundUp(tiles, tileColumns);
  // Half a panel is multiplied where that is enough.
  const usedLanes = roundUp(tiles, 4);

  const half = scratch + tileBytes;
  const transformed = half + 2 * halfBytes;
  const transformedBytes = at(skew, lanes * job.inputs);
  const products = transformed + <usize>frequencies * transformedBytes;
  const productBytes = at(skew, lanes * job.outputsAtOnce);
  const blocks = products + <usize>frequencies * productBytes;
  const band = blocks + <usize>(tiles * blockBytes);

  transformTiles(job, group, first, tiles, columns, tilesPerImage, half, band, transformed, transformedBytes);
  locateBlocks(job, group, first, tiles, columns, tilesPerImage, blocks);
  const paddedOutputs = roundUp(job.outputs, tileRows);
  const frequencyBytes = at(0, paddedOutputs * job.inputs);
  const weights = at(job.weights, group * frequencies * paddedOutputs * job.inputs);
  for (let output = 0; output < job.outputs; output += job.outputsAtOnce) {
    const rows = min(job.outputsAtOnce, paddedOutputs - output);
    for (let f: usize = 0; f < <usize>frequencies; f++) {
      const a = at(weights + f * frequencyBytes, output * job.inputs);
      const b = transformed + f * transformedBytes;
      multiplySlab(a, b, rows, usedLanes, job.inputs, products + f * productBytes, at(0, lanes), false, scratch);
    }
    for (let i = 0; i < min(job.outputsAtOnce, job.outputs - output); i++) {
      const y = at(job.y, (output + i) * job.outHeight * job.outWidth);
      const bias = job.bias == 0 ? <f32>0 : load<f32>(at(job.bias, group * job.outputs + output + i));
      const from = at(products, i * lanes);
      const rowBytes = at(0, job.outWidth);
      if (job.activation == relu) storeOutput<Relu>(y, rowBytes, bias, tiles, blocks, from, productBytes, half);
      else storeOutput<Identity>(y, rowBytes, bias, tiles, blocks, from, productBytes, half);
    }
  }
}

/** The tiles of all inputs, `[36, inputs, lanes]` in panels of 8 lanes. */
function transformTiles(
  job: WinogradConvJob,
  group: i32,
  first: i32,
  tiles: i32,
  columns: i32,
  tilesPerImage: i32,
  half: usize,
  band: usize,
  to: usize,
  frequencyBytes: usize,
): void {
  const area = job.height * job.width;
  let tile = 0;
  // Lanes that no tile fills hold what was there: their products are never read.
  while (tile < tiles) {
    const image = (first + tile) / tilesPerImage;
    const inImage = (first + tile) % tilesPerImage;
    const column = inImage % columns;
    const run = min(columns - column, tiles - tile);
    const top = (inImage / columns) * outputTile - job.padTop;
    const left = column * outputTile - job.padLeft;
    const plane = at(job.x, (image * job.groups + group) * job.inputs * area);
    // Four tiles are read at a time, as many as there are used.
    const width = roundUp(run, 4) * outputTile + 4;
    for (let input = 0; input < job.inputs; input++) {
      copyBand(at(plane, input * area), job.height, job.width, top, left, inputTile, width, band);
      for (let i = 0; i < run; i += 4) {
        // The last four overlap those before them.
        const quad = run < 4 ? 0 : min(i, run - 4);
        const cells = at(band, quad * outputTile);
        const lane = (tile + quad) % tileColumns;
        if (run >= 4 && lane <= tileColumns - 4) {
          const write = at(to, (tile + quad - lane) * job.inputs + input * tileColumns + lane);
          transformQuad(cells, at(0, width), half, write, frequencyBytes);
        } else {
          const vectors = half + halfBytes;
          transformQuad(cells, at(0, width), half, vectors, 16);
          storeLanes(vectors, min(4, run), tile + quad, input, job.inputs, to, frequencyBytes);
        }
      }
    }
    tile += run;
  }
}

/**
 * `B' d B` of four neighbouring tiles, a tile in each lane: frequency f goes to `to + f * stride`.
 */
function transformQuad(from: usize, pitch: usize, half: usize, to: usize, stride: usize): void {
  // Down the columns first: 20 cells of a row are 5 vectors, whatever tile they belong to.
  for (let i: usize = 0; i < 5; i++) inputPass(from + i * 16, pitch, half + i * 16, 80);
  for (let i: usize = 0; i < 6; i++) inputRowPass(half + i * 80, to + 6 * i * stride, stride);
}

/** Adds the first `count` lanes of 36 vectors to the panels, where the four would not lie side by side. */
function storeLanes(
  vectors: usize,
  count: i32,
  tile: i32,
  input: i32,
  inputs: i32,
  to: usize,
  frequencyBytes: usize,
): void {
  for (let i = 0; i < count; i++) {
    const lane = (tile + i) % tileColumns;
    let write = at(to, (tile + i - lane) * inputs + input * tileColumns + lane);
    let read = at(vectors, i);
    for (let f = 0; f < frequencies; f++) {
      store<f32>(write, load<f32>(read));
      write += frequencyBytes;
      read += 16;
    }
  }
}

/** Where the block of each tile begins in the first output of its image, in bytes, and how much of it lies inside. */
function locateBlocks(
  job: WinogradConvJob,
  group: i32,
  first: i32,
  tiles: i32,
  columns: i32,
  tilesPerImage: i32,
  blocks: usize,
): void {
  const planes = job.outputs * job.outHeight * job.outWidth;
  for (let tile = first; tile < first + tiles; tile++) {
    const inImage = tile % tilesPerImage;
    const row = (inImage / columns) * outputTile;
    const column = (inImage % columns) * outputTile;
    const image = tile / tilesPerImage;
    store<i32>(blocks, ((image * job.groups + group) * planes + row * job.outWidth + column) << 2);
    store<i32>(blocks, min(outputTile, job.outHeight - row), 4);
    store<i32>(blocks, min(outputTile, job.outWidth - column), 8);
    blocks += blockBytes;
  }
}

/** `A' m A` of all tiles of one output, with its bias, activated. */
function storeOutput<F>(
  y: usize,
  rowBytes: usize,
  bias: f32,
  tiles: i32,
  blocks: usize,
  products: usize,
  frequencyBytes: usize,
  half: usize,
): void {
  const rows = half + halfBytes;
  for (let tile = 0; tile < tiles; tile += 4) {
    transformBack<F>(at(products, tile), frequencyBytes, bias, half, rows);
    for (let i = 0; i < min(4, tiles - tile); i++) {
      const block = blocks + <usize>((tile + i) * blockBytes);
      const corner = y + <usize>load<i32>(block);
      storeBlock(rows + <usize>i * 16, load<i32>(block, 4), load<i32>(block, 8), corner, rowBytes);
    }
  }
}

/** Four tiles: `blocks[row][tile]` is a row of four outputs. */
function transformBack<F>(products: usize, frequencyBytes: usize, bias: f32, half: usize, blocks: usize): void {
  for (let i: usize = 0; i < 6; i++) {
    outputPass(products + i * frequencyBytes, 6 * frequencyBytes, half + i * 16, 96);
  }
  const f = changetype<F>(0);
  const values = f32x4.splat(bias);
  const row = half + 4 * 96;
  for (let i: usize = 0; i < 4; i++) {
    outputPass(half + i * 96, 16, row, 16);
    for (let j: usize = 0; j < 4; j++) {
      const cells = row + j * 16;
      v128.store(cells, f.lanes(f32x4.add(v128.load(cells), values)));
    }
    transpose4(row, row + 16, row + 32, row + 48, blocks + i * 64, 16);
  }
}

function storeBlock(block: usize, rows: i32, cells: i32, y: usize, rowBytes: usize): void {
  for (let i = 0; i < rows; i++) {
    if (cells == 4) v128.store(y, v128.load(block));
    else for (let j = 0; j < cells; j++) store<f32>(at(y, j), load<f32>(at(block, j)));
    block += 64;
    y += rowBytes;
  }
}
