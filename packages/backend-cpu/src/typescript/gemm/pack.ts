/**
 * Copies a block of a matrix into panels, the order in which the micro-kernel reads: a panel holds `width` lanes (rows of
 * A, columns of B), step by step along k: `panels[panel][step][lane]`. The lanes that the last panel lacks keep what was
 * there: they only reach cells of the tile that are never stored.
 */
export function packPanels(
  source: Float32Array,
  from: number,
  laneStride: number,
  stepStride: number,
  lanes: number,
  steps: number,
  width: number,
  panels: Float64Array,
): void {
  // Read along the side that lies closer together in memory.
  if (stepStride <= laneStride) packAlongSteps(source, from, laneStride, stepStride, lanes, steps, width, panels);
  else packAlongLanes(source, from, laneStride, stepStride, lanes, steps, width, panels);
}

function packAlongSteps(
  source: Float32Array,
  from: number,
  laneStride: number,
  stepStride: number,
  lanes: number,
  steps: number,
  width: number,
  panels: Float64Array,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const inPanel = lane % width;
    let read = from + lane * laneStride;
    let write = (lane - inPanel) * steps + inPanel;
    for (let step = 0; step < steps; step++) {
      panels[write] = source[read]!;
      read = (read + stepStride) | 0;
      write = (write + width) | 0;
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
  width: number,
  panels: Float64Array,
): void {
  const toNextPanel = (steps - 1) * width;
  for (let step = 0; step < steps; step++) {
    let read = from + step * stepStride;
    let write = step * width;
    let left = width;
    for (let lane = 0; lane < lanes; lane++) {
      panels[write] = source[read]!;
      read = (read + laneStride) | 0;
      write = (write + 1) | 0;
      left = (left - 1) | 0;
      if (left === 0) {
        left = width;
        write = (write + toNextPanel) | 0;
      }
    }
  }
}
