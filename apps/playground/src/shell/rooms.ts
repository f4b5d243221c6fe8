import type { ComponentType } from 'preact';

export interface Room {
  /** In the address. */
  readonly name: string;
  readonly title: string;
  /** What one does there. */
  readonly purpose: string;
  /** Each room is a chunk of its own. */
  readonly load: () => Promise<ComponentType>;
}

export const rooms: readonly [Room, ...Room[]] = [
  {
    name: 'arithmetic',
    title: 'Arithmetic',
    purpose: 'A convolution, number by number',
    load: async () => (await import('../rooms/arithmetic/room.tsx')).ArithmeticRoom,
  },
  {
    name: 'im2col',
    title: 'im2col',
    purpose: 'The same as a product of matrices',
    load: async () => (await import('../rooms/im2col/room.tsx')).ColumnsRoom,
  },
  {
    name: 'train',
    title: 'Train',
    purpose: 'A network that learns in this page',
    load: async () => (await import('../rooms/train/room.tsx')).TrainRoom,
  },
  {
    name: 'backends',
    title: 'Backends',
    purpose: 'The engines of this browser, proven and timed',
    load: async () => (await import('../rooms/backends/room.tsx')).BackendsRoom,
  },
];
