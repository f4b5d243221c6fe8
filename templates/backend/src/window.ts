import type { Axis, Geometry } from '@gemmule/core';

/** One thing that a window sees: from output position `output`, its tap `tap` looks at the input's cell `cell`. */
export interface Link {
  readonly output: number;
  readonly tap: number;
  readonly cell: number;
}

/**
 * Everything that the window sees on its way over one plane. Each kernel with a window is a loop over these links: im2col and
 * the pools go along them, col2im, convTranspose and the pools' gradients go back.
 *
 * Taps that look at the border are no links. Positions are row-major; the links of one output come in the order of its taps, and
 * so of its cells.
 */
export function linksOf(geometry: Geometry): Link[] {
  let links: Link[] = [{ output: 0, tap: 0, cell: 0 }];
  for (const axis of geometry) {
    const along = linksAlong(axis);
    links = links.flatMap((outer) =>
      along.map((inner) => ({
        output: outer.output * axis.output + inner.output,
        tap: outer.tap * axis.kernel + inner.tap,
        cell: outer.cell * axis.input + inner.cell,
      })),
    );
  }
  return links;
}

/** The rule of the contract, for one axis. Stride, dilation and padding are in this line and nowhere else. */
function linksAlong(axis: Axis): Link[] {
  const links: Link[] = [];
  for (let output = 0; output < axis.output; output += 1) {
    for (let tap = 0; tap < axis.kernel; tap += 1) {
      const cell = output * axis.stride - axis.padBefore + tap * axis.dilation;
      if (cell >= 0 && cell < axis.input) links.push({ output, tap, cell });
    }
  }
  return links;
}

/** How many cells, positions or taps there are on all axes together. */
export function volume(geometry: Geometry, side: 'input' | 'output' | 'kernel'): number {
  return geometry.reduce((product, axis) => product * axis[side], 1);
}
