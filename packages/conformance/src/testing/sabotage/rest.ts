import type { NaiveBuffer } from '../naive/walk.ts';
import { halfPrecision, revised, sabotage, sabotageOverride, type Sabotage } from './sabotage.ts';

const storageSabotages: readonly Sabotage[] = [
  sabotage(
    'memory() does not count',
    () => ({ memory: () => ({ allocations: 0, buffers: 0, bytes: 0 }) }),
    'storage: memory() counts allocations, buffers and bytes',
  ),
  sabotage(
    'memory() counts elements instead of bytes',
    (intact) => ({ memory: () => ({ ...intact.memory(), bytes: intact.memory().bytes / 4 }) }),
    'storage: memory() counts allocations, buffers and bytes',
  ),
  sabotage(
    'read gives the memory itself',
    () => ({ read: async (buffer, length) => buffer.data.subarray(0, length) }),
    'storage: read gives a fresh copy',
  ),
  sabotage(
    'write takes the whole ArrayBuffer behind a view',
    (intact) => ({
      write: (buffer, data) =>
        intact.write(buffer, new Float32Array(data.buffer as ArrayBuffer).subarray(0, buffer.length)),
    }),
    'storage: write takes the elements of a view, not of its whole ArrayBuffer',
  ),
  sabotage(
    'write clears the rest of the buffer',
    (intact) => ({
      write: (buffer, data) => {
        buffer.data.fill(0);
        intact.write(buffer, data);
      },
    }),
    'storage: a short write leaves the rest; a short read gives the first elements',
  ),
  sabotage(
    'int32 travels as float32',
    (intact) => ({
      write: (buffer, data) =>
        intact.write(buffer, data instanceof Int32Array ? Int32Array.from(Float32Array.from(data)) : data),
    }),
    'storage: int32 goes in and comes out unchanged',
  ),
  sabotage(
    'dispose does nothing',
    () => ({ dispose: () => undefined }),
    'storage: after dispose, every call is an error',
  ),
  sabotage('the backend says nothing about its engine', () => ({ engine: '' }), 'storage: says what it is'),
];

const movementSabotages: readonly Sabotage[] = [
  sabotage(
    'copy ignores xOffset',
    (intact) => ({ copy: (op) => intact.copy({ ...op, xOffset: 0 }) }),
    'copy: offsets',
    'movement: slice',
  ),
  sabotage(
    'copy ignores yOffset',
    (intact) => ({ copy: (op) => intact.copy({ ...op, yOffset: 0 }) }),
    'copy: offsets',
    'movement: concat',
  ),
  sabotage(
    'copy clears the gaps in y',
    (intact) => ({
      copy: (op) => {
        op.y.data.fill(0);
        intact.copy(op);
      },
    }),
    'copy: concatenation and padding: gaps in y stay as they were',
    'movement: pad',
  ),
  sabotage(
    'copy rounds instead of truncating',
    (intact) => ({
      copy: (op) => {
        if (op.y.dtype === op.x.dtype || op.y.dtype === 'float32') return intact.copy(op);
        const x: NaiveBuffer = {
          ...op.x,
          dtype: 'float32',
          length: op.x.length,
          data: op.x.data.map((v) => Math.round(v)),
        };
        intact.copy({ ...op, x });
      },
    }),
    'copy: float32 to int32 truncates towards 0',
  ),
];

const overrideSabotages: readonly Sabotage[] = [
  sabotageOverride(
    'the conv override gives zeros',
    () => ({
      conv: ({ y }) => {
        y.data.fill(0);
        return true;
      },
    }),
    'override conv: plain windows',
    'conv2d: plain windows',
  ),
  sabotageOverride(
    'the conv override forgets the bias',
    (intact) => ({ conv: (op) => intact.conv({ ...op, bias: undefined }) }),
    'override conv: stride',
    'conv2d: bias',
  ),
  sabotageOverride(
    'the conv override forgets the activation',
    (intact) => ({ conv: (op) => intact.conv({ ...op, activation: undefined }) }),
    'override conv: an activation',
    'override conv: any geometry of 2 axes',
    'conv2d: an activation',
    'conv2d: an activation of many sums',
    'conv2d: an activation of NaN and infinities',
  ),
  sabotageOverride(
    'the conv override activates before it adds the bias',
    (intact) => ({
      conv: (op) => {
        if (op.activation === undefined || op.bias === undefined) return intact.conv(op);
        intact.conv({ ...op, bias: undefined });
        const cells = op.y.length / (op.batch * op.outChannels);
        op.y.data.forEach((value, i, y) => (y[i] = value + op.bias!.data[Math.floor(i / cells) % op.outChannels]!));
        return true;
      },
    }),
    'override conv: an activation',
    'conv2d: an activation',
  ),
  sabotageOverride(
    'the activation of the conv override drops NaN',
    (intact) => ({
      conv: (op) => {
        intact.conv(op);
        if (op.activation !== undefined) op.y.data.forEach((value, i, y) => (y[i] = value > 0 ? value : 0));
        return true;
      },
    }),
    'override conv: NaN and infinities reach what sees them and nothing else',
    'conv2d: an activation of NaN and infinities',
  ),
  sabotageOverride(
    'the conv override touches y before it declines',
    () => ({
      conv: ({ y }) => {
        y.data.fill(0);
        return false;
      },
    }),
    'override conv: plain windows',
  ),
  sabotageOverride(
    'the conv override has the precision of float16',
    (intact) => ({
      conv: (op) => {
        revised(op.y, () => void intact.conv(op), halfPrecision);
        return true;
      },
    }),
    'override conv: any geometry of 2 axes',
    'conv2d: many channels and awkward image sizes',
  ),
  sabotageOverride(
    'the weight gradient override adds to what was there',
    (intact) => ({
      convWeightGradient: (op) => {
        revised(
          op.dWeight,
          () => void intact.convWeightGradient(op),
          (now, before) => now + before,
        );
        return true;
      },
    }),
    'override convWeightGradient: plain windows',
    'conv2d gradients: plain windows',
  ),
  sabotageOverride(
    'the softmax override does not take the maximum off first',
    () => ({
      softmax: ({ x, y, outer, size, inner, logarithm }) => {
        const powers = Float32Array.from(x.data, Math.exp);
        for (let i = 0; i < outer * size * inner; i += 1) {
          const first = Math.floor(i / (size * inner)) * size * inner + (i % inner);
          let sum = 0;
          for (let s = 0; s < size; s += 1) sum += powers[first + s * inner]!;
          y.data[i] = logarithm ? Math.log(powers[i]! / sum) : powers[i]! / sum;
        }
        return true;
      },
    }),
    'override softmax: large numbers do not overflow',
    'softmax: large numbers do not overflow',
  ),
  sabotageOverride(
    'the gather override clamps what is outside',
    (intact) => ({
      gather: (op) => {
        const data = op.indices.data.map((index) => Math.min(Math.max(index, 0), op.size - 1));
        return intact.gather({ ...op, indices: { ...op.indices, length: data.length, data } });
      },
    }),
    'override gather: indices outside pick nothing',
  ),
  sabotageOverride(
    'the gather override takes the first list for all',
    (intact) => ({ gather: (op) => intact.gather({ ...op, perOuter: false }) }),
    'override gather: a list for each outer',
  ),
  sabotageOverride(
    'the gather override multiplies by one-hot rows',
    (intact) => ({
      gather: (op) => {
        intact.gather(op);
        if (!op.x.data.every(Number.isFinite)) op.y.data.fill(Number.NaN);
        return true;
      },
    }),
    'override gather: NaN and infinities stay where they are',
  ),
  sabotageOverride(
    'the scatterAdd override adds to what was there',
    (intact) => ({
      scatterAdd: (op) => {
        revised(
          op.dx,
          () => void intact.scatterAdd(op),
          (now, before) => now + before,
        );
        return true;
      },
    }),
    'override scatterAdd: one list for all outer',
    'gather gradients: one axis among others',
  ),
  sabotageOverride(
    'the scatterAdd override keeps the last of what has one index',
    () => ({
      scatterAdd: ({ dy, indices, dx, outer, size, inner, count, perOuter }) => {
        dx.data.fill(0);
        for (let o = 0; o < outer; o += 1) {
          for (let k = 0; k < count; k += 1) {
            const index = indices.data[perOuter ? o * count + k : k]!;
            if (index < 0 || index >= size) continue;
            const from = (o * count + k) * inner;
            dx.data.set(dy.data.subarray(from, from + inner), (o * size + index) * inner);
          }
        }
        return true;
      },
    }),
    'override scatterAdd: one list for all outer',
    'override scatterAdd: a list for each outer',
    'gather gradients: an entry picked more than once',
  ),
  sabotageOverride(
    'the sgd override forgets Nesterov',
    (intact) => ({ sgdStep: (op) => intact.sgdStep({ ...op, nesterov: false }) }),
    'override sgdStep: any hyperparameters',
    'sgdStep: one step, with and without momentum, Nesterov and decay',
  ),
  sabotageOverride(
    'the adam override forgets the second correction',
    (intact) => ({ adamStep: (op) => intact.adamStep({ ...op, secondCorrection: 1 }) }),
    'override adamStep: any hyperparameters',
    'adamStep: one step, with and without decay',
  ),
];

export const otherSabotages: readonly Sabotage[] = [...storageSabotages, ...movementSabotages, ...overrideSabotages];
