import { eachTap, volumeOf } from '../naive/walk.ts';
import { eachAxis, halfPrecision, revised, sabotage, sabotageColumns, type Sabotage } from './sabotage.ts';

const IM2COL = 'im2col: asymmetric padding';

export const convolutionSabotages: readonly Sabotage[] = [
  sabotage(
    'im2col pads on the wrong side',
    (intact) => ({
      im2col: (op) => {
        const geometry = eachAxis(op.geometry, (a) => ({ padBefore: a.padAfter, padAfter: a.padBefore }));
        intact.im2col({ ...op, geometry });
      },
    }),
    IM2COL,
    'conv2d: asymmetric padding',
    'unfold: any geometry, groups and channels',
  ),
  sabotage(
    'im2col ignores dilation',
    (intact) => ({
      im2col: (op) => intact.im2col({ ...op, geometry: eachAxis(op.geometry, () => ({ dilation: 1 })) }),
    }),
    'im2col: dilation',
    'conv2d: dilation',
  ),
  sabotage(
    'im2col ignores stride on the first axis',
    (intact) => ({
      im2col: (op) =>
        intact.im2col({ ...op, geometry: eachAxis(op.geometry, (_, i) => (i === 0 ? { stride: 1 } : {})) }),
    }),
    'im2col: stride',
    'im2col: any geometry of 3 axes',
    'conv2d gradients: stride',
  ),
  sabotage(
    'im2col leaves the padding unwritten',
    (intact) => ({
      im2col: (op) =>
        revised(
          op.columns,
          () => intact.im2col(op),
          (now, before) => (now === 0 ? before : now),
        ),
    }),
    'im2col: symmetric padding',
    'conv2d: symmetric padding',
  ),
  sabotage(
    'im2col is off by one at the last output column',
    (intact) => ({
      im2col: (op) => {
        intact.im2col(op);
        const width = op.geometry.at(-1)!.output;
        const end =
          op.columnsOffset + op.batch * op.channels * volumeOf(op.geometry, 'kernel') * volumeOf(op.geometry, 'output');
        for (let i = op.columnsOffset + width - 1; i < end; i += width) op.columns.data[i] = 0;
      },
    }),
    'im2col: plain windows',
    'conv2d: plain windows',
  ),
  sabotage(
    'im2col ignores imagesOffset',
    (intact) => ({ im2col: (op) => intact.im2col({ ...op, imagesOffset: 0 }) }),
    'im2col: offsets, and nothing written beside the region',
    'conv2d: a batch split to fit the workspace gives the same',
  ),
  sabotage(
    'im2col zeroes its whole buffer',
    (intact) => ({
      im2col: (op) => {
        op.columns.data.fill(0);
        intact.im2col(op);
      },
    }),
    'im2col: offsets, and nothing written beside the region',
  ),
  sabotage(
    'col2im accumulates on what was there',
    (intact) => ({
      col2im: (op) =>
        revised(
          op.images,
          () => intact.col2im(op),
          (now, before) => now + before,
        ),
    }),
    'col2im: plain windows',
    'fold: plain windows',
  ),
  sabotage(
    'col2im overwrites where windows overlap',
    () => ({
      col2im: ({ images, imagesOffset, columns, columnsOffset, batch, channels, geometry }) => {
        const [area, taps, positions] = (['input', 'kernel', 'output'] as const).map((key) => volumeOf(geometry, key));
        for (let plane = 0; plane < batch * channels; plane += 1) {
          images.data.fill(0, imagesOffset + plane * area!, imagesOffset + (plane + 1) * area!);
          eachTap(geometry, (output, tap, cell) => {
            const value = columns.data[columnsOffset + (plane * taps! + tap) * positions! + output]!;
            images.data[imagesOffset + plane * area! + cell] = value;
          });
        }
      },
    }),
    'col2im: plain windows',
    'col2im: is the adjoint of im2col, any geometry of 2 axes',
  ),
  sabotage(
    'convTranspose exchanges the channels of a group',
    (intact) => ({
      convTranspose: (op) => {
        const [inGroup, outGroup, taps] = [
          op.inChannels / op.groups,
          op.outChannels / op.groups,
          volumeOf(op.geometry, 'kernel'),
        ];
        const data = op.weight.data.map((_, i) => {
          const [tap, filter] = [i % taps, Math.floor(i / taps)];
          const [group, c, o] = [
            Math.floor(filter / inGroup / outGroup),
            Math.floor(filter / outGroup) % inGroup,
            filter % outGroup,
          ];
          return op.weight.data[((group * outGroup + o) * inGroup + c) * taps + tap]!;
        });
        intact.convTranspose({ ...op, weight: { ...op.weight, dtype: 'float32', length: data.length, data } });
      },
    }),
    'convTranspose: groups, with different channels in and out',
    'convTranspose: plain windows',
    'convTranspose2d: groups',
  ),
  sabotage(
    'convTranspose leaves cells that nothing reaches',
    (intact) => ({
      convTranspose: (op) =>
        revised(
          op.y,
          () => intact.convTranspose(op),
          (now, before) => (now === 0 ? before : now),
        ),
    }),
    'convTranspose: input cells that no window reaches',
    'convTranspose: stride larger than the window',
    'conv2d gradients: input cells that no window reaches',
  ),
  sabotage(
    'convTranspose ignores padding',
    (intact) => ({
      convTranspose: (op) => intact.convTranspose({ ...op, geometry: eachAxis(op.geometry, () => ({ padBefore: 0 })) }),
    }),
    'convTranspose: symmetric padding',
    'convTranspose: is the adjoint of the convolution, any geometry of 1 axis',
    'conv2d gradients: symmetric padding',
  ),
  sabotage(
    'convTranspose has the precision of float16',
    (intact) => ({ convTranspose: (op) => revised(op.y, () => intact.convTranspose(op), halfPrecision) }),
    'convTranspose: plain windows',
    'convTranspose2d: many channels and awkward image sizes',
  ),
  sabotageColumns(
    'convTranspose adds to its scratch columns',
    (intact) => ({
      convTranspose: (op) => {
        const { columns } = op;
        if (columns === undefined) return intact.convTranspose(op);
        const stale = columns.data.slice();
        intact.convTranspose(op);
        // As if the product had been accumulated: whatever was there comes through.
        const dirt = Array.from(stale).reduce((sum, x) => sum + x, 0);
        for (let i = 0; i < op.y.length; i += 1) op.y.data[i]! += dirt;
      },
    }),
    'convTranspose: plain windows',
    'convTranspose2d: stride',
    'conv2d: a shared workspace may hold anything, and grows',
  ),
  sabotageColumns(
    'convTranspose handles the first image of a batch only',
    (intact) => ({ convTranspose: (op) => intact.convTranspose({ ...op, batch: Math.min(1, op.batch) }) }),
    'convTranspose: plain windows',
    'convTranspose2d: bias',
  ),
];
