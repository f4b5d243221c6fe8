import {
  multiplyPanels,
  panelCapacity,
  panelLanes,
  sharedPanels,
  tileColumns,
  tileRows,
} from '../gemm/micro-kernel.ts';
import { createScratch, reserve } from '../scratch.ts';
import { emptyPatches } from './empty-patches.ts';
import { allFinite } from './fits.ts';
import { bandWidthOf, loadBand, type Plane, type Tiling, tilingOf } from './tiling.ts';
import { frequencies, inputTile, outputTile, transformInput, transformOutput, transformWeight } from './transforms.ts';

/** A 3x3 convolution with stride 1. The transposed one is the same with other strides of its weight. */
export interface WinogradConv {
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
  readonly inputPlane: Plane;
  readonly outputHeight: number;
  readonly outputWidth: number;
}

/** Elements of transformed tiles held at a time: 8 MB. More would fit, but would not be faster. */
const tileBudget = 1 << 20;

const bandScratch = createScratch();
const products = new Float64Array(frequencies * tileRows * tileColumns);
const weightTile = new Float64Array(9);
const outputs = new Float64Array(outputTile * outputTile);

/**
 * For each of the 36 frequencies a matrix product, `weights [outputs, inputs] x tiles [inputs, tiles]`, in the panels of
 * gemm and with its micro-kernel. A panel of weights (3 outputs, all frequencies) is transformed when its turn comes, so
 * nothing but the tiles has to be held.
 *
 * @returns false, with nothing done, where the numbers do not suit the method
 */
export function winogradConv(op: WinogradConv): boolean {
  const { inputs } = op;
  const depth = skewed(inputs);
  const room = panelCapacity / (frequencies * depth) - 2 * panelLanes;
  const tilesAtOnce = Math.min(tileBudget / (frequencies * depth), room);
  const tiling = tilingOf(op.batch, op.outputHeight, op.outputWidth, tilesAtOnce);
  if (!allFinite(op.weight, 0, op.groups * op.outputs * inputs * 9)) return false;
  const patches = emptyPatches(op.x, op.xFrom, op.batch * op.groups, inputs, op.inputPlane, tiling);
  if (patches === undefined) return false;
  // The weights lie at the beginning of the shared panels, the tiles behind them.
  const tilesAt = tileRows * frequencies * depth;
  for (let group = 0; group < op.groups; group++) {
    for (let row = 0; row < tiling.rows; row += tiling.rowsAtOnce) {
      const rows = Math.min(tiling.rowsAtOnce, tiling.rows - row);
      packInput(op, group, tiling, row, rows, tilesAt);
      for (let output = 0; output < op.outputs; output += tileRows) {
        packWeights(op, group, output);
        for (let tile = 0; tile < rows * tiling.columns; tile += tileColumns) {
          for (let frequency = 0; frequency < frequencies; frequency++) {
            const weightPanel = frequency * depth * tileRows;
            const tilePanel = tilesAt + (tile * frequencies + frequency * tileColumns) * depth;
            const write = frequency * tileRows * tileColumns;
            multiplyPanels(inputs, weightPanel, tilePanel, products, write);
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

/** Steps from one panel to the next: odd, or the 36 writes of a transform fall on one cache set. */
function skewed(inputs: number): number {
  return inputs | 1;
}

/** Some rows of tiles of one group, transformed: `tiles[panel][frequency][input][lane]`. */
function packInput(
  { x, xFrom, groups, inputs, inputPlane }: WinogradConv,
  group: number,
  tiling: Tiling,
  firstRow: number,
  rows: number,
  tilesAt: number,
): void {
  const { columns, rowsPerImage } = tiling;
  const area = inputPlane.height * inputPlane.width;
  const bandWidth = bandWidthOf(tiling, inputTile);
  const band = reserve(bandScratch, inputTile * bandWidth);
  const depth = skewed(inputs);
  for (let row = 0; row < rows; row++) {
    const tileRow = (firstRow + row) % rowsPerImage;
    const image = (firstRow + row - tileRow) / rowsPerImage;
    for (let input = 0; input < inputs; input++) {
      const channel = (image * groups + group) * inputs + input;
      loadBand(x, xFrom + channel * area, inputPlane, tileRow, inputTile, band, bandWidth);
      for (let column = 0; column < columns; column++) {
        const tile = row * columns + column;
        const lane = tile % tileColumns;
        const write = tilesAt + (tile - lane) * frequencies * depth + input * tileColumns + lane;
        transformInput(band, column * outputTile, bandWidth, sharedPanels(), write, depth * tileColumns);
      }
    }
  }
}

/** The weights of three outputs, transformed: `weights[frequency][input][lane]`. */
function packWeights(op: WinogradConv, group: number, output: number): void {
  const { weight, inputs, tapStride } = op;
  const stride = skewed(inputs) * tileRows;
  const lanes = Math.min(tileRows, op.outputs - output);
  for (let input = 0; input < inputs; input++) {
    for (let lane = 0; lane < lanes; lane++) {
      const from = op.weightFrom + group * op.groupStride + (output + lane) * op.outputStride + input * op.inputStride;
      for (let tap = 0; tap < 9; tap++) weightTile[tap] = weight[from + tap * tapStride]!;
      transformWeight(weightTile, sharedPanels(), input * tileRows + lane, stride);
    }
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
  const { y, outputHeight, outputWidth } = op;
  const { columns, rowsPerImage } = tiling;
  const tilesPerImage = rowsPerImage * columns;
  const image = Math.floor(tile / tilesPerImage);
  const top = Math.floor((tile % tilesPerImage) / columns) * outputTile;
  const empty = patches[(image * op.groups + group) * tilesPerImage + (tile % tilesPerImage)]!;
  const left = (tile % columns) * outputTile;
  const height = Math.min(outputTile, outputHeight - top);
  const width = Math.min(outputTile, outputWidth - left);
  for (let row = 0; row < Math.min(tileRows, op.outputs - output); row++) {
    transformOutput(products, row * tileColumns + lane, tileRows * tileColumns, outputs);
    if (empty !== 0) clear(outputs, empty);
    const channel = group * op.outputs + output + row;
    const plane = op.yFrom + (image * op.groups * op.outputs + channel) * outputHeight * outputWidth;
    const bias = op.bias === undefined ? 0 : op.bias[channel]!;
    for (let i = 0; i < height; i++) {
      const write = plane + (top + i) * outputWidth + left;
      for (let j = 0; j < width; j++) y[write + j] = outputs[i * outputTile + j]! + bias;
    }
  }
}

/** Sets to 0 the elements whose bits are set. */
function clear(elements: Float64Array, bits: number): void {
  for (let i = 0; i < elements.length; i++) {
    if (((bits >> i) & 1) === 1) elements[i] = 0;
  }
}
