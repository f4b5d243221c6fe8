import type { ConvShape } from './conv.ts';
import { axis } from './geometry.ts';

const same = { padBefore: 1, padAfter: 1 };

/** The shared panels have room for just this much: a tile or a channel more and Winograd's method declines. */
export const widestRow: ConvShape = {
  batch: 1,
  inChannels: 2,
  outChannels: 2,
  groups: 1,
  geometry: [axis(4, 3, { padBefore: 1, padAfter: 1 }), axis(4 * 7280, 3, { padBefore: 1, padAfter: 1 })],
};

export const mostChannels: ConvShape = {
  batch: 1,
  inChannels: 9101,
  outChannels: 2,
  groups: 1,
  geometry: [axis(8, 3, { padBefore: 1, padAfter: 1 }), axis(8, 3, { padBefore: 1, padAfter: 1 })],
};

export const widestRowByTwo: ConvShape = {
  ...widestRow,
  geometry: [axis(8, 3, { ...same, stride: 2 }), axis(8 * 3235, 3, { ...same, stride: 2 })],
};

export const mostChannelsByTwo: ConvShape = {
  ...mostChannels,
  inChannels: 4044,
  geometry: [axis(16, 3, { ...same, stride: 2 }), axis(16, 3, { ...same, stride: 2 })],
};

/** 3x3 convolutions that go by Winograd's method, and so do their gradients, by what is special about them. */
export const winogradShapes: [string, ConvShape][] = [
  ['the widest row that fits', widestRow],
  ['the most channels that fit', mostChannels],
  ['no padding', { batch: 1, inChannels: 3, outChannels: 5, groups: 1, geometry: [axis(10, 3), axis(10, 3)] }],
  [
    'same padding',
    { batch: 2, inChannels: 4, outChannels: 4, groups: 1, geometry: [axis(8, 3, same), axis(12, 3, same)] },
  ],
  [
    'ragged tiles',
    { batch: 3, inChannels: 5, outChannels: 6, groups: 1, geometry: [axis(7, 3, same), axis(9, 3, same)] },
  ],
  [
    'asymmetric padding',
    {
      batch: 1,
      inChannels: 2,
      outChannels: 9,
      groups: 1,
      geometry: [axis(8, 3, { padBefore: 2 }), axis(7, 3, { padAfter: 2 })],
    },
  ],
  [
    'full padding',
    {
      batch: 1,
      inChannels: 2,
      outChannels: 2,
      groups: 1,
      geometry: [axis(5, 3, { padBefore: 2, padAfter: 2 }), axis(6, 3)],
    },
  ],
  ['groups', { batch: 2, inChannels: 6, outChannels: 15, groups: 3, geometry: [axis(9, 3, same), axis(6, 3, same)] }],
  [
    'several passes over the tiles',
    { batch: 2, inChannels: 64, outChannels: 2, groups: 1, geometry: [axis(64, 3, same), axis(63, 3, same)] },
  ],
  ['stride 2, the widest row that fits', widestRowByTwo],
  ['stride 2, the most channels that fit', mostChannelsByTwo],
  ['stride 2, no padding', byTwo([axis(23, 3, { stride: 2 }), axis(31, 3, { stride: 2 })])],
  ['stride 2, same padding', byTwo([axis(16, 3, { ...same, stride: 2 }), axis(24, 3, { ...same, stride: 2 })])],
  ['stride 2, ragged tiles', byTwo([axis(15, 3, { ...same, stride: 2 }), axis(17, 3, { ...same, stride: 2 })])],
  [
    'stride 2, padding before',
    byTwo([axis(22, 3, { padBefore: 2, stride: 2 }), axis(31, 3, { padBefore: 1, stride: 2 })]),
  ],
  [
    'stride 2, padding after',
    byTwo([axis(32, 3, { padAfter: 1, stride: 2 }), axis(30, 3, { padAfter: 2, stride: 2 })]),
  ],
  ['stride 2, cells that nothing sees', byTwo([axis(32, 3, { stride: 2 }), axis(31, 3, { ...same, stride: 2 })])],
  [
    'stride 2, full padding',
    byTwo([
      axis(22, 3, { padBefore: 2, padAfter: 2, stride: 2 }),
      axis(23, 3, { padBefore: 2, padAfter: 2, stride: 2 }),
    ]),
  ],
  [
    'stride 2, several passes over the tiles',
    {
      batch: 2,
      inChannels: 64,
      outChannels: 2,
      groups: 1,
      geometry: [axis(88, 3, { ...same, stride: 2 }), axis(87, 3, { ...same, stride: 2 })],
    },
  ],
];

/** With several images and groups, and channels that fill no panel. */
function byTwo(geometry: ConvShape['geometry']): ConvShape {
  return { batch: 3, inChannels: 4, outChannels: 10, groups: 2, geometry };
}

/** Convolutions in which every group reads one channel. */
export const depthwiseGeometries: [string, ConvShape['geometry']][] = [
  ['3x3', [axis(7, 3, same), axis(6, 3, same)]],
  ['3x3, tall stride', [axis(9, 3, { ...same, stride: 2 }), axis(9, 3, same)]],
  ['3x3, wide stride', [axis(9, 3, same), axis(9, 3, { ...same, stride: 2 })]],
  ['3x3, dilation', [axis(9, 3, { dilation: 2 }), axis(9, 3)]],
  ['5x4, asymmetric', [axis(9, 5, { padBefore: 3, padAfter: 1 }), axis(8, 4, { padAfter: 2, stride: 3 })]],
  [
    'padding wider than the window',
    [axis(3, 2, { padBefore: 4, padAfter: 3 }), axis(2, 1, { padBefore: 2, padAfter: 1 })],
  ],
  ['cells that nothing sees', [axis(10, 2, { stride: 4 }), axis(11, 3, { stride: 5, padBefore: 1 })]],
  ['1-D', [axis(17, 3, { stride: 2, padBefore: 2 })]],
  ['3-D', [axis(4, 2, same), axis(5, 3, { dilation: 2, padAfter: 1 }), axis(6, 3, { stride: 2, padBefore: 1 })]],
];
