import { focus } from '../../convolution/state.ts';
import { cellOf, entriesOn } from './layout.ts';
import type { PartProps } from './pointed.ts';

/** What is pointed at, in words. */
export function Explanation(props: PartProps) {
  return (
    <section class="inspector" aria-label="What is pointed at">
      {explain(props)}
    </section>
  );
}

function explain({ columns, layout, pointed, column = 0 }: PartProps) {
  const { value: point } = pointed;
  const { rows, columns: width } = columns;
  if (point?.kind === 'entry') {
    const { channel, tapRow, tapColumn } = layout.tap(point.row);
    const cell = cellOf(layout, point.row, point.column);
    return (
      <>
        <h2>
          Entry in row {point.row}, column {point.column} ={' '}
          <output data-testid="entry">{columns.matrix[point.row * width + point.column]}</output>
        </h2>
        <p>
          The row is the tap at {tapRow}, {tapColumn} of channel {channel}; the dots show what it sees. The column is
          window {point.column}. The entry is the cell at row {Math.floor(cell / layout.width)}, column{' '}
          {cell % layout.width}.
        </p>
      </>
    );
  }
  if (point?.kind === 'cell') return <AddedUp columns={columns} layout={layout} cell={point.cell} />;
  if (point?.kind === 'kernel') {
    const { channel, tapRow, tapColumn } = layout.tap(point.column);
    return (
      <>
        <h2>
          Kernel {point.row}, tap at {tapRow}, {tapColumn} of channel {channel}
        </h2>
        <p>It meets row {point.column} of the columns: one cell of each window.</p>
      </>
    );
  }
  const [row, at] = point?.kind === 'product' ? [point.row, point.column] : [0, column];
  const terms = Array.from({ length: rows }, (_, i) => [
    columns.kernels[row * rows + i]!,
    columns.matrix[i * width + at]!,
  ]);
  return (
    <>
      <h2>
        Row {row} of the kernels times column {at} ={' '}
        <output data-testid="product">{columns.product[row * width + at]}</output>
      </h2>
      <p class="terms">
        {terms
          .slice(0, 150)
          .map(([weight, value]) => `${value}·${weight! < 0 ? `(${weight})` : weight}`)
          .join(' + ')}
        {terms.length > 150 ? ` … and ${terms.length - 150} more` : ''} ={' '}
        <strong>{terms.reduce((sum, [weight, value]) => sum + weight! * value!, 0)}</strong>
      </p>
      {columns.settings.groups > 1 && (
        <p class="muted">
          One of {columns.settings.groups} groups: that of output channel {focus.value.outChannel}.
        </p>
      )}
    </>
  );
}

function AddedUp({ columns, layout, cell }: Pick<PartProps, 'columns' | 'layout'> & { readonly cell: number }) {
  const channel = focus.value.inChannel % columns.folded.channels;
  const entries = entriesOn(layout, columns, channel, cell);
  const area = layout.height * layout.width;
  const values = entries.map(({ row, column }) => columns.matrix[row * columns.columns + column]);
  return (
    <>
      <h2>
        {entries.length} {entries.length === 1 ? 'entry adds' : 'entries add'} up at row{' '}
        {Math.floor(cell / layout.width)}, column {cell % layout.width} ={' '}
        <output data-testid="folded">{columns.folded.data[channel * area + cell]}</output>
      </h2>
      <p class="terms">{values.length === 0 ? 'No window sees this cell.' : values.join(' + ')}</p>
    </>
  );
}
