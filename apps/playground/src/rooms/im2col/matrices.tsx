import { useSignal } from '@preact/signals';
import { NumberField } from '../../controls/field.tsx';
import { type Columns, plane } from '../../convolution/lab.ts';
import { focus, look, view } from '../../convolution/state.ts';
import { Transport } from '../../convolution/transport.tsx';
import { type Frame, Grid } from '../../pictures/grid.tsx';
import { magnitudeOf } from '../../pictures/palette.ts';
import { Explanation } from './explanation.tsx';
import { cellOf, entriesOn, layoutOf } from './layout.ts';
import type { PartProps, Pointed } from './pointed.ts';

/** The image, and beside it its columns; below, the kernels that they are multiplied by from the left, and what comes out. */
export function Matrices({ columns }: { readonly columns: Columns }) {
  const pointed = useSignal<Pointed | undefined>(undefined);
  const { value: point } = pointed;
  const layout = layoutOf(columns);
  const row = point?.kind === 'entry' ? point.row : point?.kind === 'kernel' ? point.column : undefined;
  const column =
    point?.kind === 'entry' || point?.kind === 'product'
      ? point.column
      : point === undefined
        ? view.value.value.at % columns.columns
        : undefined;
  const props: PartProps = { columns, layout, pointed, row, column };
  return (
    <>
      <div class="product">
        <ImagePicture {...props} />
        <ColumnMatrix {...props} />
        <KernelMatrix {...props} />
        <ProductMatrix {...props} />
        <FoldedPicture {...props} />
        <Explanation {...props} />
      </div>
      <Transport output={columns.output} />
    </>
  );
}

function ImagePicture({ columns, layout, pointed, row, column }: PartProps) {
  const { channels } = columns.folded;
  // A row that is followed is of one channel: that is the one to see.
  const channel = row === undefined ? focus.value.inChannel % channels : layout.tap(row).channel;
  const traced = new Set<number>();
  if (row !== undefined) {
    for (let window = 0; window < columns.columns; window++) traced.add(cellOf(layout, row, window));
  }
  const { value: point } = pointed;
  return (
    <figure>
      <figcaption>
        <span>Input, with its border</span>
        {channels > 1 && (
          <NumberField
            label="Channel"
            value={channel}
            max={channels - 1}
            onChange={(inChannel) => look({ inChannel })}
          />
        )}
      </figcaption>
      <Grid
        label={`Input with its border, ${layout.height} by ${layout.width}`}
        height={layout.height}
        width={layout.width}
        values={plane(columns.field, channel)}
        marked={new Set(column === undefined ? [] : layout.cells(column))}
        traced={traced}
        current={point?.kind === 'entry' ? cellOf(layout, point.row, point.column) : undefined}
        onPoint={(cell) => (pointed.value = cell === undefined ? undefined : { kind: 'cell', cell })}
      />
    </figure>
  );
}

function FoldedPicture({ columns, layout, pointed }: PartProps) {
  const { channels, data } = columns.folded;
  const channel = focus.value.inChannel % channels;
  const { value: point } = pointed;
  return (
    <figure>
      <figcaption>
        <span>col2im: the columns added up</span>
      </figcaption>
      <Grid
        label={`The columns added up, ${layout.height} by ${layout.width}`}
        height={layout.height}
        width={layout.width}
        values={plane(columns.folded, channel)}
        largest={magnitudeOf(data)}
        current={point?.kind === 'cell' ? point.cell : undefined}
        onPoint={(cell) => (pointed.value = cell === undefined ? undefined : { kind: 'cell', cell })}
      />
    </figure>
  );
}

function KernelMatrix({ columns, pointed, row }: PartProps) {
  const { rows, kernels } = columns;
  const height = kernels.length / rows;
  const { value: point } = pointed;
  const frames: Frame[] = [];
  if (point?.kind === 'product' || point?.kind === 'kernel') frames.push(rowFrame(point.row, rows));
  if (row !== undefined) frames.push(columnFrame(row, height));
  return (
    <Matrix
      title="Kernels"
      height={height}
      width={rows}
      values={kernels}
      frames={frames}
      onPoint={(place) => (pointed.value = place && { kind: 'kernel', ...place })}
    />
  );
}

function ColumnMatrix({ columns, layout, pointed, row, column }: PartProps) {
  const { value: point } = pointed;
  const { rows, columns: width, matrix } = columns;
  const channel = focus.value.inChannel % columns.folded.channels;
  const entries = point?.kind === 'cell' ? entriesOn(layout, columns, channel, point.cell) : [];
  const frames: Frame[] = [];
  if (row !== undefined) frames.push(rowFrame(row, width));
  if (column !== undefined) frames.push(columnFrame(column, rows));
  return (
    <Matrix
      title="Columns"
      height={rows}
      width={width}
      values={matrix}
      frames={frames}
      marked={new Set(entries.map((entry) => entry.row * width + entry.column))}
      current={point?.kind === 'entry' ? point.row * width + point.column : undefined}
      onPoint={(place) => (pointed.value = place && { kind: 'entry', ...place })}
    />
  );
}

function ProductMatrix({ columns, pointed, column }: PartProps) {
  const { columns: width, product } = columns;
  const height = product.length / width;
  const { value: point } = pointed;
  return (
    <Matrix
      title="Output"
      height={height}
      width={width}
      values={product}
      frames={column === undefined ? [] : [columnFrame(column, height)]}
      current={point?.kind === 'product' ? point.row * width + point.column : undefined}
      onPoint={(place) => (pointed.value = place && { kind: 'product', ...place })}
      onPick={(at) => look({ at: at % width })}
    />
  );
}

const rowFrame = (row: number, width: number): Frame => ({ row, column: 0, height: 1, width });
const columnFrame = (column: number, height: number): Frame => ({ row: 0, column, height, width: 1 });

interface MatrixProps {
  readonly title: string;
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
  readonly frames: readonly Frame[];
  readonly marked?: ReadonlySet<number>;
  readonly current?: number | undefined;
  readonly onPoint: (place: { readonly row: number; readonly column: number } | undefined) => void;
  readonly onPick?: (cell: number) => void;
}

function Matrix({ title, height, width, onPoint, ...props }: MatrixProps) {
  return (
    <figure>
      <figcaption>
        <span>
          {title}{' '}
          <span class="muted size">
            {height} × {width}
          </span>
        </span>
      </figcaption>
      <Grid
        label={`${title}, ${height} by ${width}`}
        height={height}
        width={width}
        {...props}
        onPoint={(cell) =>
          onPoint(cell === undefined ? undefined : { row: Math.floor(cell / width), column: cell % width })
        }
      />
    </figure>
  );
}
