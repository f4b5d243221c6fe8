import { eachAxis, revised, sabotage, type Sabotage } from './sabotage.ts';
import type { MaxPool } from '@gemmule/core';
import { eachTap, type NaiveBuffer, volumeOf } from '../naive/walk.ts';

/** Max pooling with a rule of its own for when a value takes over from the best so far. */
function maxPoolBy(takesOver: (value: number, best: number) => boolean, start = -1) {
  return ({ x, y, indices, planes, geometry }: MaxPool<NaiveBuffer>): void => {
    const [area, positions] = [volumeOf(geometry, 'input'), volumeOf(geometry, 'output')];
    y.data.fill(-Infinity, 0, planes * positions);
    indices.data.fill(start, 0, planes * positions);
    for (let plane = 0; plane < planes; plane += 1) {
      eachTap(geometry, (output, _, cell) => {
        const at = plane * positions + output;
        const value = x.data[plane * area + cell]!;
        if (indices.data[at] !== -1 && !takesOver(value, y.data[at]!)) return;
        if (indices.data[at] === -1 && !takesOver(value, -Infinity) && value !== -Infinity) return;
        y.data[at] = value;
        indices.data[at] = cell;
      });
    }
  };
}

export const poolingSabotages: readonly Sabotage[] = [
  sabotage(
    'max-pool ties go to the last',
    () => ({ maxPool: maxPoolBy((value, best) => Number.isNaN(value) || value >= best) }),
    'maxPool: ties go to the first, any geometry of 2 axes',
  ),
  sabotage(
    'max-pool loses NaN',
    () => ({ maxPool: maxPoolBy((value, best) => value > best) }),
    'maxPool: a NaN wins, the first of several',
    'maxPool2d: a NaN wins its windows and no others',
  ),
  sabotage(
    'max-pool pads with 0',
    (intact) => ({
      maxPool: (op) => {
        intact.maxPool(op);
        if (op.geometry.every((a) => a.padBefore + a.padAfter === 0)) return;
        for (let i = 0; i < op.planes * volumeOf(op.geometry, 'output'); i += 1)
          op.y.data[i] = Math.max(0, op.y.data[i]!);
      },
    }),
    'maxPool: negative numbers beat the padding, which is not 0',
  ),
  sabotage(
    'max-pool finds no winner among -Infinity',
    (intact) => ({
      maxPool: (op) => {
        intact.maxPool(op);
        for (let i = 0; i < op.y.length; i += 1) if (op.y.data[i] === -Infinity) op.indices.data[i] = -1;
      },
    }),
    'maxPool: a window of -Infinity has a winner: its first cell',
  ),
  sabotage(
    'max-pool counts indices over the whole buffer',
    (intact) => ({
      maxPool: (op) => {
        intact.maxPool(op);
        const [area, positions] = [volumeOf(op.geometry, 'input'), volumeOf(op.geometry, 'output')];
        revised(
          op.indices,
          () => undefined,
          (index, _, i) => (index < 0 ? index : index + Math.floor(i / positions) * area),
        );
      },
    }),
    'maxPool: plain windows',
    'maxPool2d gradients: plain windows',
  ),
  sabotage(
    'the gradient of max-pool overwrites instead of adding',
    () => ({
      maxPoolGradient: ({ dy, indices, dx, planes, geometry }) => {
        const [area, positions] = [volumeOf(geometry, 'input'), volumeOf(geometry, 'output')];
        dx.data.fill(0);
        for (let i = 0; i < planes * positions; i += 1) {
          if (indices.data[i]! >= 0) dx.data[Math.floor(i / positions) * area + indices.data[i]!] = dy.data[i]!;
        }
      },
    }),
    'maxPoolGradient: cells that win several windows get the sum, index -1 gives nothing',
    'maxPool2d gradients: plain windows',
  ),
  sabotage(
    'avg-pool mixes up what its divisor counts',
    (intact) => ({ avgPool: (op) => intact.avgPool({ ...op, countIncludePad: !op.countIncludePad }) }),
    'avgPool: symmetric padding',
    'avgPool2d: symmetric padding',
  ),
  sabotage(
    'avg-pool counts the padding of the wrong side',
    (intact) => ({
      avgPool: (op) => {
        // Only the divisor sees padAfter.
        const geometry = eachAxis(op.geometry, (a) => ({ padAfter: a.padBefore }));
        intact.avgPool({ ...op, geometry });
      },
    }),
    'avgPool: asymmetric padding',
    'avgPool: any geometry of 2 axes',
  ),
  sabotage(
    'avg-pool always divides by the whole window',
    (intact) => ({
      avgPool: (op) =>
        intact.avgPool({ ...op, countIncludePad: true, geometry: eachAxis(op.geometry, () => ({ padAfter: 99 })) }),
    }),
    'avgPool: ceil mode: windows that hang over the end',
    'avgPool2d: ceil mode',
  ),
  sabotage(
    'the gradient of avg-pool ignores countIncludePad',
    (intact) => ({ avgPoolGradient: (op) => intact.avgPoolGradient({ ...op, countIncludePad: true }) }),
    'avgPoolGradient: symmetric padding',
    'avgPoolGradient: is the adjoint of avgPool, any geometry of 2 axes',
    'avgPool2d gradients: symmetric padding',
  ),
];
