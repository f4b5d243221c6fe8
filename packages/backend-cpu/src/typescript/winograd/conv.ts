import { multiplyPanels, panelCapacity, panelLanes, tileColumns, tileRows } from '../gemm/micro-kernel.ts';
import { createScratch, reserve } from '../scratch.ts';
import { emptyPatches } from './empty-patches.ts';
import { allFinite, type Fit } from './fits.ts';
import { productStride, sharedProducts, sharedResult } from './products.ts';
import { bandWidthOf, loadBand, type Tiling, tilingOf } from './tiling.ts';

/** A 3x3 convolution. The transposed one is the same with other strides of its weight. */
export interface WinogradConv extends Fit {
  readonly x: Float32Array;
  readonly xFrom: number;
  readonly y: Float32Array;
  readonly yFrom: number;
  readonly weight: Float32Array;
  /** Where the weight of group 0, output 0, input 0, tap (0, 0) lies, and how far apart the others are. */
  readonly weightFrom: number;
  readonly groupStride: number;
  readonly outputStride: number;
  readonly inputStride: number;
  readonly tapStride: number;
  readonly bias: Float32Array | undefined;
  readonly batch: number;
  readonly groups: number;
  /** Channels of one group. */
  readonly inputs: number;
  readonly outputs: number;
}

/** Elements of transformed tiles held at a time: 8 MB. More would fit, but would not be faster. */
const tileBudget = 1 << 20;

const bandScratch = createScratch();

/**
 * For each frequency a matrix product, `weights [outputs, inputs] x tiles [inputs, tiles]`, in the panels of
 * gemm and with its micro-kernel. A panel of weights (3 outputs, all frequencies) is transformed when its turn comes, so
 * nothing but the tiles has to be held.
 *
 * @returns false, with nothing done, where the numbers do not suit the method
 */
export function winogradConv(op: WinogradConv): boolean {
  const { filtering, inputs } = op;
  const { frequencies, weightOf } = filtering;
  const depth = skewed(inputs);
  const room = panelCapacity / (frequencies * depth) - 2 * panelLanes;
  const tilesAtOnce = Math.min(tileBudget / (frequencies * depth), room);
  const tiling = tilingOf(filtering, op.batch, op.outputPlane, tilesAtOnce);
  if (!allFinite(op.weight, 0, op.groups * op.outputs * inputs * 9)) return false;
  const patches = emptyPatches(filtering, op.x, op.xFrom, op.batch * op.groups, inputs, op.inputPlane, tiling);
  if (patches === undefined) return false;
  // The weights lie at the beginning of the shared panels, the tiles behind them.
  const tilesAt = tileRows * filtering.weightFrequencies * depth;
  for (let group = 0; group < op.groups; group++) {
    for (let row = 0; row < tiling.rows; row += tiling.rowsAtOnce) {
      const rows = Math.min(tiling.rowsAtOnce, tiling.rows - row);
      packInput(op, group, tiling, row, rows, tilesAt);
      for (let output = 0; output < op.outputs; output += tileRows) {
        packWeights(op, group, output);
        for (let tile = 0; tile < rows * tiling.columns; tile += tileColumns) {
          for (let frequency = 0; frequency < frequencies; frequency++) {
            const weightPanel = weightOf[frequency]! * depth * tileRows;
            const tilePanel = tilesAt + (tile * frequencies + frequency * tileColumns) * depth;
            multiplyPanels(inputs, weightPanel, tilePanel, sharedProducts(), frequency * productStride);
          }
          const lanes = Math.min(tileColumns, rows * tiling.columns - tile);
          for (let lane = 0; lane < lanes; lane++) {
            storeOutputs(op, group, output, tiling, row * tiling.columns + tile + lane, lane, patches);
          }
        }
      }
    }
  }
  return true;
}

/** Steps from one panel to the next: odd, or the writes of a transform fall on one cache set. */
function skewed(inputs: number): number {
  return inputs | 1;
}

/** Some rows of tiles of one group, transformed: `tiles[panel][frequency][input][lane]`. */
function packInput(
  { filtering, x, xFrom, groups, inputs, inputPlane }: WinogradConv,
  group: number,
  tiling: Tiling,
  firstRow: number,
  rows: number,
  tilesAt: number,
): void {
  const { frequencies, inputTile, inputStep } = filtering;
  const { columns, rowsPerImage } = tiling;
  const area = inputPlane.height * inputPlane.width;
  const bandWidth = bandWidthOf(tiling, inputStep, inputTile);
  const band = reserve(bandScratch, inputTile * bandWidth);
  const depth = skewed(inputs);
  for (let row = 0; row < rows; row++) {
    const tileRow = (firstRow + row) % rowsPerImage;
    const image = (firstRow + row - tileRow) / rowsPerImage;
    const top = inputPlane.top + tileRow * inputStep;
    for (let input = 0; input < inputs; input++) {
      const channel = (image * groups + group) * inputs + input;
      loadBand(x, xFrom + channel * area, inputPlane, top, inputTile, band, bandWidth);
      for (let column = 0; column < columns; column++) {
        const tile = row * columns + column;
        const lane = tile % tileColumns;
        const write = tilesAt + (tile - lane) * frequencies * depth + input * tileColumns + lane;
        filtering.transformInput(band, column * inputStep, bandWidth, write, depth * tileColumns);
      }
    }
  }
}

/** The weights of three outputs, transformed: `weights[frequency][input][lane]`. */
function packWeights(op: WinogradConv, group: number, output: number): void {
  const stride = skewed(op.inputs) * tileRows;
  for (let lane = 0; lane < Math.min(tileRows, op.outputs - output); lane++) {
    const from = op.weightFrom + group * op.groupStride + (output + lane) * op.outputStride;
    op.filtering.transformWeights(op.weight, from, op.inputStride, op.tapStride, op.inputs, lane, stride);
  }
}

/** Transforms one tile of products back and stores the part of it that lies inside the output. */
function storeOutputs(
  op: WinogradConv,
  group: number,
  output: number,
  tiling: Tiling,
  tile: number,
  lane: number,
  patches: Float64Array,
): void {
  const { y, filtering, outputPlane } = op;
  const { outputTile } = filtering;
  const outputs = sharedResult();
  const unscale = 1 / filtering.scale;
  const { columns, rowsPerImage } = tiling;
  const tilesPerImage = rowsPerImage * columns;
  const image = Math.floor(tile / tilesPerImage);
  const inImage = tile % tilesPerImage;
  const top = outputPlane.top + Math.floor(inImage / columns) * outputTile;
  const left = outputPlane.left + (inImage % columns) * outputTile;
  const patch = ((image * op.groups + group) * tilesPerImage + inImage) * outputTile;
  const start = Math.max(0, -left);
  const end = Math.min(outputTile, outputPlane.width - left);
  for (let row = 0; row < Math.min(tileRows, op.outputs - output); row++) {
    filtering.transformOutput(row * tileColumns + lane);
    const channel = group * op.outputs + output + row;
    const plane = op.yFrom + (image * op.groups * op.outputs + channel) * outputPlane.height * outputPlane.width;
    const bias = op.bias === undefined ? 0 : op.bias[channel]!;
    for (let i = Math.max(0, -top); i < Math.min(outputTile, outputPlane.height - top); i++) {
      const empty = patches[patch + i]!;
      if (empty !== 0) clear(outputs, i * outputTile, empty);
      let read = i * outputTile + start;
      let write = plane + (top + i) * outputPlane.width + left + start;
      const stop = (read + end - start) | 0;
      while (read < stop) {
        y[write] = outputs[read]! * unscale + bias;
        read = (read + 1) | 0;
        write = (write + 1) | 0;
      }
    }
  }
}

/** Sets to 0 the elements from `at` on whose bits are set. */
function clear(elements: Float64Array, at: number, bits: number): void {
  for (let rest = bits, i = at; rest !== 0; rest >>= 1, i++) {
    if ((rest & 1) === 1) elements[i] = 0;
  }
}
