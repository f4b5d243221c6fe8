import { panelLanes } from './micro-kernel.ts';

/**
 * Copies a block of a matrix into panels, the order in which the micro-kernel reads, from `to` on: a panel holds 3 lanes
 * (rows of A, columns of B), step by step along k: `panels[to + panel][step][lane]`. The lanes that the last panel lacks
 * keep what was there: they only reach cells of the tile that are never stored.
 */
export function packPanels(
  source: Float32Array,
  from: number,
  laneStride: number,
  stepStride: number,
  lanes: number,
  steps: number,
  panels: Float64Array,
  to: number,
): void {
  // Read along the side that lies closer together in memory.
  if (stepStride <= laneStride) packAlongSteps(source, from, laneStride, stepStride, lanes, steps, panels, to);
  else packAlongLanes(source, from, laneStride, stepStride, lanes, steps, panels, to);
}

function packAlongSteps(
  source: Float32Array,
  from: number,
  laneStride: number,
  stepStride: number,
  lanes: number,
  steps: number,
  panels: Float64Array,
  to: number,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const inPanel = lane % panelLanes;
    let read = from + lane * laneStride;
    let write = to + (lane - inPanel) * steps + inPanel;
    for (let step = 0; step < steps; step++) {
      panels[write] = source[read]!;
      read = (read + stepStride) | 0;
      write = (write + panelLanes) | 0;
    }
  }
}

function packAlongLanes(
  source: Float32Array,
  from: number,
  laneStride: number,
  stepStride: number,
  lanes: number,
  steps: number,
  panels: Float64Array,
  to: number,
): void {
  const panelLength = steps * panelLanes;
  const left = lanes % panelLanes;
  for (let step = 0; step < steps; step++) {
    let read = from + step * stepStride;
    let write = to + step * panelLanes;
    const end = (write + (lanes - left) * steps) | 0;
    while (write < end) {
      panels[write] = source[read]!;
      panels[(write + 1) | 0] = source[(read + laneStride) | 0]!;
      panels[(write + 2) | 0] = source[(read + 2 * laneStride) | 0]!;
      read = (read + panelLanes * laneStride) | 0;
      write = (write + panelLength) | 0;
    }
    for (let lane = 0; lane < left; lane++) panels[write + lane] = source[read + lane * laneStride]!;
  }
}
