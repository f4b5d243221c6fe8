import {
  multiplyPanels,
  panelCapacity,
  panelLanes,
  sharedPanels,
  tileColumns,
  tileRows,
} from '../gemm/micro-kernel.ts';
import { createScratch, reserve } from '../scratch.ts';
import { bandWidthOf, loadBand, type Plane, type Tiling, tilingOf } from './tiling.ts';
import {
  frequencies,
  inputTile,
  outputTile,
  transformInput,
  transformOutputGradient,
  transformWeightGradient,
} from './transforms.ts';

/** Gradient of a 3x3 convolution with stride 1 by its weight. */
export interface WinogradWeightGradient {
  readonly x: Float32Array;
  readonly dy: Float32Array;
  /** `[groups, outputs, inputs, 3, 3]` */
  readonly dWeight: Float32Array;
  readonly batch: number;
  readonly groups: number;
  /** Channels of one group. */
  readonly inputs: number;
  readonly outputs: number;
  readonly inputPlane: Plane;
  readonly outputPlane: Plane;
}

const bandScratch = createScratch();
const products = new Float64Array(frequencies * tileRows * tileColumns);
const gradient = new Float64Array(9);

/**
 * For each of the 36 frequencies a matrix product over the tiles, `dy [outputs, tiles] x x [tiles, inputs]`, in the panels
 * of gemm and with its micro-kernel.
 */
export function winogradWeightGradient(op: WinogradWeightGradient): void {
  const { groups, inputs, outputs, outputPlane } = op;
  op.dWeight.fill(0, 0, groups * outputs * inputs * 9);
  // As many tiles as fit: each pass goes over all weights once. One less, because `skewed` may add one.
  const budget = panelCapacity / (frequencies * (inputs + outputs + 2 * panelLanes)) - 1;
  const tiling = tilingOf(op.batch, outputPlane.height, outputPlane.width, budget);
  const depth = skewed(tiling.rowsAtOnce * tiling.columns);
  // The gradient of the output lies at the beginning of the shared panels, the input behind it.
  const inputAt = roundUp(outputs, tileRows) * frequencies * depth;
  for (let group = 0; group < groups; group++) {
    for (let row = 0; row < tiling.rows; row += tiling.rowsAtOnce) {
      const rows = Math.min(tiling.rowsAtOnce, tiling.rows - row);
      packInput(op, group, tiling, row, rows, depth, inputAt);
      packOutputGradient(op, group, tiling, row, rows, depth);
      for (let output = 0; output < outputs; output += tileRows) {
        for (let input = 0; input < inputs; input += tileColumns) {
          for (let frequency = 0; frequency < frequencies; frequency++) {
            const dyPanel = (output * frequencies + frequency * tileRows) * depth;
            const xPanel = inputAt + (input * frequencies + frequency * tileColumns) * depth;
            const write = frequency * tileRows * tileColumns;
            multiplyPanels(rows * tiling.columns, dyPanel, xPanel, products, write);
          }
          addGradients(op, group, output, input);
        }
      }
    }
  }
}

/** The input under some rows of tiles, transformed: `panels[inputAt + panel][frequency][tile][lane]`, a lane for each channel. */
function packInput(
  { x, groups, inputs, inputPlane }: WinogradWeightGradient,
  group: number,
  tiling: Tiling,
  firstRow: number,
  rows: number,
  depth: number,
  inputAt: number,
): void {
  const area = inputPlane.height * inputPlane.width;
  const bandWidth = bandWidthOf(tiling, inputTile);
  const band = reserve(bandScratch, inputTile * bandWidth);
  for (let row = 0; row < rows; row++) {
    const tileRow = (firstRow + row) % tiling.rowsPerImage;
    const image = (firstRow + row - tileRow) / tiling.rowsPerImage;
    for (let input = 0; input < inputs; input++) {
      const lane = input % tileColumns;
      loadBand(x, ((image * groups + group) * inputs + input) * area, inputPlane, tileRow, inputTile, band, bandWidth);
      let write = inputAt + (input - lane) * frequencies * depth + row * tiling.columns * tileColumns + lane;
      for (let column = 0; column < tiling.columns; column++) {
        transformInput(band, column * outputTile, bandWidth, sharedPanels(), write, depth * tileColumns);
        write += tileColumns;
      }
    }
  }
}

/** The same for the gradient of the output. */
function packOutputGradient(
  { dy, groups, outputs, outputPlane }: WinogradWeightGradient,
  group: number,
  tiling: Tiling,
  firstRow: number,
  rows: number,
  depth: number,
): void {
  const area = outputPlane.height * outputPlane.width;
  const bandWidth = bandWidthOf(tiling, outputTile);
  const band = reserve(bandScratch, outputTile * bandWidth);
  for (let row = 0; row < rows; row++) {
    const tileRow = (firstRow + row) % tiling.rowsPerImage;
    const image = (firstRow + row - tileRow) / tiling.rowsPerImage;
    for (let output = 0; output < outputs; output++) {
      const lane = output % tileRows;
      const from = ((image * groups + group) * outputs + output) * area;
      loadBand(dy, from, outputPlane, tileRow, outputTile, band, bandWidth);
      let write = (output - lane) * frequencies * depth + row * tiling.columns * tileRows + lane;
      for (let column = 0; column < tiling.columns; column++) {
        transformOutputGradient(band, column * outputTile, bandWidth, sharedPanels(), write, depth * tileRows);
        write += tileRows;
      }
    }
  }
}

/** Transforms a tile of products back and adds them onto the weights of up to three outputs and three inputs. */
function addGradients(
  { dWeight, inputs, outputs }: WinogradWeightGradient,
  group: number,
  output: number,
  input: number,
): void {
  for (let row = 0; row < Math.min(tileRows, outputs - output); row++) {
    for (let column = 0; column < Math.min(tileColumns, inputs - input); column++) {
      transformWeightGradient(products, row * tileColumns + column, tileRows * tileColumns, gradient);
      const write = ((group * outputs + output + row) * inputs + input + column) * 9;
      for (let tap = 0; tap < 9; tap++) dWeight[write + tap]! += gradient[tap]!;
    }
  }
}

/** Steps from one panel to the next: odd, or the 36 writes of a transform fall on one cache set. */
function skewed(tiles: number): number {
  return tiles | 1;
}

function roundUp(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}
