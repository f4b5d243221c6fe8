import type { Signal } from '@preact/signals';
import type { Columns } from '../../convolution/lab.ts';
import type { Layout } from './layout.ts';

/** A place in one of the matrices, or in the image. */
export type Pointed =
  | { readonly kind: 'entry' | 'product' | 'kernel'; readonly row: number; readonly column: number }
  | { readonly kind: 'cell'; readonly cell: number };

/** What every part of the room is given. */
export interface PartProps {
  readonly columns: Columns;
  readonly layout: Layout;
  readonly pointed: Signal<Pointed | undefined>;
  /** The row and the column of the column matrix that are followed. */
  readonly row: number | undefined;
  readonly column: number | undefined;
}
