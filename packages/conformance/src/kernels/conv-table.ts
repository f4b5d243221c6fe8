import type { Geometry } from '@gemmule/core';
import { axis } from '../harness/geometry.ts';

/** The same axis twice. */
const square = (...parameters: Parameters<typeof axis>): Geometry => [axis(...parameters), axis(...parameters)];

export type GeometryKind =
  | 'plain windows'
  | 'pointwise windows'
  | 'a window as large as its input'
  | 'stride'
  | 'stride larger than the window'
  | 'input cells that no window reaches'
  | 'dilation'
  | 'symmetric padding'
  | 'asymmetric padding'
  | 'padding wider than the window'
  | 'stride, dilation and asymmetric padding together'
  | 'rows around vector widths';

/**
 * Geometries by what is special about them: one parameter at a time, then together, in 1, 2 and 3 axes. Axes differ from
 * one another, so that mixing them up shows. Used for everything that convolves.
 */
export const convTable: Readonly<Record<GeometryKind, readonly [Geometry, ...Geometry[]]>> = {
  'plain windows': [
    square({ input: 5, kernel: 3 }),
    [axis({ input: 7, kernel: 3 }), axis({ input: 5, kernel: 2 })],
    [axis({ input: 9, kernel: 4 })],
    [axis({ input: 4, kernel: 2 }), axis({ input: 5, kernel: 3 }), axis({ input: 6, kernel: 2 })],
  ],
  'pointwise windows': [
    square({ input: 4 }),
    [axis({ input: 9 })],
    [axis({ input: 2 }), axis({ input: 3 }), axis({ input: 4 })],
    square({ input: 7, stride: 2 }),
    square({ input: 3, padBefore: 1, padAfter: 1 }),
  ],
  'a window as large as its input': [
    square({ input: 4, kernel: 4 }),
    [axis({ input: 5, kernel: 7, padBefore: 1, padAfter: 1 }), axis({ input: 6, kernel: 6 })],
  ],
  stride: [
    [axis({ input: 9, kernel: 3, stride: 2 }), axis({ input: 10, kernel: 3, stride: 3 })],
    [axis({ input: 9, kernel: 3, stride: 2 }), axis({ input: 8, kernel: 3, stride: 1 })],
    [axis({ input: 8, kernel: 3, stride: 1 }), axis({ input: 9, kernel: 3, stride: 2 })],
    [axis({ input: 12, kernel: 3, stride: 4 })],
    [axis({ input: 5, kernel: 2, stride: 2 }), axis({ input: 5, kernel: 2, stride: 3 }), axis({ input: 6, kernel: 3 })],
  ],
  'stride larger than the window': [
    [axis({ input: 9, kernel: 2, stride: 3 }), axis({ input: 9, kernel: 1, stride: 4 })],
    [axis({ input: 13, kernel: 2, stride: 5 })],
  ],
  'input cells that no window reaches': [
    [axis({ input: 10, kernel: 3, stride: 4 }), axis({ input: 8, kernel: 3, stride: 2 })],
    [axis({ input: 11, kernel: 2, stride: 4 })],
  ],
  dilation: [
    [axis({ input: 9, kernel: 3, dilation: 2 }), axis({ input: 10, kernel: 3, dilation: 3 })],
    [axis({ input: 9, kernel: 3, dilation: 2 }), axis({ input: 7, kernel: 3 })],
    [axis({ input: 7, kernel: 3 }), axis({ input: 9, kernel: 3, dilation: 2 })],
    [axis({ input: 11, kernel: 3, dilation: 4 })],
    [
      axis({ input: 5, kernel: 2, dilation: 3 }),
      axis({ input: 5, kernel: 3, dilation: 2 }),
      axis({ input: 4, kernel: 2 }),
    ],
  ],
  'symmetric padding': [
    square({ input: 5, kernel: 3, padBefore: 1, padAfter: 1 }),
    [
      axis({ input: 5, kernel: 5, padBefore: 2, padAfter: 2 }),
      axis({ input: 6, kernel: 3, padBefore: 1, padAfter: 1 }),
    ],
    [axis({ input: 8, kernel: 3, padBefore: 2, padAfter: 2 })],
  ],
  'asymmetric padding': [
    [
      axis({ input: 5, kernel: 3, padBefore: 2, padAfter: 1 }),
      axis({ input: 6, kernel: 4, padBefore: 1, padAfter: 3 }),
    ],
    [axis({ input: 5, kernel: 3, padBefore: 2 }), axis({ input: 5, kernel: 3, padAfter: 2 })],
    [axis({ input: 7, kernel: 3, padBefore: 1, padAfter: 2 })],
    [
      axis({ input: 3, kernel: 2, padBefore: 1 }),
      axis({ input: 4, kernel: 3, padAfter: 2 }),
      axis({ input: 3, kernel: 3, padBefore: 2, padAfter: 1 }),
    ],
  ],
  'padding wider than the window': [
    [
      axis({ input: 3, kernel: 2, padBefore: 4, padAfter: 3 }),
      axis({ input: 2, kernel: 1, padBefore: 2, padAfter: 1 }),
    ],
    [axis({ input: 1, kernel: 3, padBefore: 5, padAfter: 5 })],
  ],
  'stride, dilation and asymmetric padding together': [
    [
      axis({ input: 11, kernel: 3, stride: 2, dilation: 2, padBefore: 1, padAfter: 3 }),
      axis({ input: 10, kernel: 2, stride: 3, dilation: 4, padBefore: 2, padAfter: 0 }),
    ],
    [axis({ input: 17, kernel: 4, stride: 3, dilation: 2, padBefore: 3, padAfter: 1 })],
    [
      axis({ input: 6, kernel: 2, stride: 2, dilation: 2, padBefore: 1 }),
      axis({ input: 5, kernel: 3, stride: 1, dilation: 2, padBefore: 2, padAfter: 1 }),
      axis({ input: 7, kernel: 2, stride: 3, dilation: 1, padAfter: 2 }),
    ],
  ],
  'rows around vector widths': [
    [
      axis({ input: 2, kernel: 3, padBefore: 1, padAfter: 1 }),
      axis({ input: 2, kernel: 3, padBefore: 1, padAfter: 1 }),
    ],
    ...[3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 33].map((input): Geometry => [
      axis({ input: 4, kernel: 3, padBefore: 1, padAfter: 1 }),
      axis({ input, kernel: 3, padBefore: 1, padAfter: 1 }),
    ]),
    ...[8, 9, 16, 17, 31, 35].map((input): Geometry => [
      axis({ input: 5, kernel: 3, stride: 2, padBefore: 1, padAfter: 1 }),
      axis({ input, kernel: 3, stride: 2, padBefore: 1, padAfter: 1 }),
    ]),
  ],
};

/** More pixels than many textures have rows; too many for finite differences. */
export const manyPixels: readonly Geometry[] = [
  square({ input: 70, kernel: 3, padBefore: 1, padAfter: 1 }),
  [axis({ input: 139, kernel: 3, stride: 2, padAfter: 1 }), axis({ input: 133, kernel: 2, stride: 2, padBefore: 1 })],
];
