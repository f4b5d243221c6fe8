import { multiplyPanels, panelCapacity, panelLanes, tileColumns, tileRows } from '../gemm/micro-kernel.ts';
import { createScratch, reserve } from '../scratch.ts';
import type { GradientFiltering } from './filtering.ts';
import type { Fit } from './fits.ts';
import { productStride, sharedProducts, sharedResult } from './products.ts';
import { bandWidthOf, loadBand, type Tiling, tilingOf } from './tiling.ts';

/** Gradient of a 3x3 convolution by its weight. */
export interface WinogradWeightGradient extends Fit<GradientFiltering> {
  readonly x: Float32Array;
  readonly dy: Float32Array;
  /** `[groups, outputs, inputs, 3, 3]` */
  readonly dWeight: Float32Array;
  readonly batch: number;
  readonly groups: number;
  /** Channels of one group. */
  readonly inputs: number;
  readonly outputs: number;
}

const bandScratch = createScratch();

/**
 * For each frequency a matrix product over the tiles, `dy [outputs, tiles] x x [tiles, inputs]`, in the panels
 * of gemm and with its micro-kernel.
 */
export function winogradWeightGradient(op: WinogradWeightGradient): void {
  const { filtering, groups, inputs, outputs } = op;
  const { frequencies } = filtering;
  op.dWeight.fill(0, 0, groups * outputs * inputs * 9);
  // As many tiles as fit: each pass goes over all weights once. One less, because `skewed` may add one.
  const budget = panelCapacity / (frequencies * (inputs + outputs + 2 * panelLanes)) - 1;
  const tiling = tilingOf(filtering, op.batch, op.outputPlane, budget);
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
            multiplyPanels(rows * tiling.columns, dyPanel, xPanel, sharedProducts(), frequency * productStride);
          }
          addGradients(op, group, output, input);
        }
      }
    }
  }
}

/** The input under some rows of tiles, transformed: `panels[inputAt + panel][frequency][tile][lane]`, a lane for each channel. */
function packInput(
  { filtering, x, groups, inputs, inputPlane }: WinogradWeightGradient,
  group: number,
  tiling: Tiling,
  firstRow: number,
  rows: number,
  depth: number,
  inputAt: number,
): void {
  const { frequencies, inputTile, inputStep } = filtering;
  const area = inputPlane.height * inputPlane.width;
  const bandWidth = bandWidthOf(tiling, inputStep, inputTile);
  const band = reserve(bandScratch, inputTile * bandWidth);
  for (let row = 0; row < rows; row++) {
    const tileRow = (firstRow + row) % tiling.rowsPerImage;
    const image = (firstRow + row - tileRow) / tiling.rowsPerImage;
    const top = inputPlane.top + tileRow * inputStep;
    for (let input = 0; input < inputs; input++) {
      const lane = input % tileColumns;
      const from = ((image * groups + group) * inputs + input) * area;
      loadBand(x, from, inputPlane, top, inputTile, band, bandWidth);
      let write = inputAt + (input - lane) * frequencies * depth + row * tiling.columns * tileColumns + lane;
      for (let column = 0; column < tiling.columns; column++) {
        filtering.transformInput(band, column * inputStep, bandWidth, write, depth * tileColumns);
        write += tileColumns;
      }
    }
  }
}

/** The same for the gradient of the output. */
function packOutputGradient(
  { filtering, dy, groups, outputs, outputPlane }: WinogradWeightGradient,
  group: number,
  tiling: Tiling,
  firstRow: number,
  rows: number,
  depth: number,
): void {
  const { frequencies, outputTile } = filtering;
  const area = outputPlane.height * outputPlane.width;
  const bandWidth = bandWidthOf(tiling, outputTile, outputTile);
  const band = reserve(bandScratch, outputTile * bandWidth);
  for (let row = 0; row < rows; row++) {
    const tileRow = (firstRow + row) % tiling.rowsPerImage;
    const image = (firstRow + row - tileRow) / tiling.rowsPerImage;
    for (let output = 0; output < outputs; output++) {
      const lane = output % tileRows;
      const from = ((image * groups + group) * outputs + output) * area;
      loadBand(dy, from, outputPlane, tileRow * outputTile, outputTile, band, bandWidth);
      let write = (output - lane) * frequencies * depth + row * tiling.columns * tileRows + lane;
      for (let column = 0; column < tiling.columns; column++) {
        filtering.transformOutputGradient(band, column * outputTile, bandWidth, write, depth * tileRows);
        write += tileRows;
      }
    }
  }
}

/** Transforms a tile of products back and adds them onto the weights of up to three outputs and three inputs. */
function addGradients(
  { filtering, dWeight, inputs, outputs }: WinogradWeightGradient,
  group: number,
  output: number,
  input: number,
): void {
  const gradient = sharedResult();
  const unscale = 1 / filtering.scale;
  for (let row = 0; row < Math.min(tileRows, outputs - output); row++) {
    for (let column = 0; column < Math.min(tileColumns, inputs - input); column++) {
      filtering.transformWeightGradient(row * tileColumns + column);
      const write = ((group * outputs + output + row) * inputs + input + column) * 9;
      for (let tap = 0; tap < 9; tap++) dWeight[write + tap]! += gradient[tap]! * unscale;
    }
  }
}

/** Steps from one panel to the next: odd, or the writes of a transform fall on one cache set. */
function skewed(tiles: number): number {
  return tiles | 1;
}

function roundUp(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}
