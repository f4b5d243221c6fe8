import { useComputed, useSignal } from '@preact/signals';
import type { TargetedPointerEvent } from 'preact';
import { isDark } from '../shell/theme.ts';
import { HeatMap } from './heat-map.tsx';
import { colorOf, isBright, magnitudeOf } from './palette.ts';

/** A rectangle of cells. */
export interface Frame {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
}

export interface GridProps {
  /** For who does not see it: what it is and how large. */
  readonly label: string;
  readonly height: number;
  readonly width: number;
  /** Row by row. */
  readonly values: ArrayLike<number>;
  readonly largest?: number | undefined;
  /** Cells that are not of the picture itself: what pads or stretches it. */
  readonly ghost?: ((cell: number) => boolean) | undefined;
  /** Cells to mark. */
  readonly marked?: ReadonlySet<number> | undefined;
  /** Cells to mark lightly. */
  readonly traced?: ReadonlySet<number> | undefined;
  /** Rectangles to put a line around. */
  readonly frames?: readonly Frame[] | undefined;
  /** The cell that others are about. */
  readonly current?: number | undefined;
  /** The cell under the pointer or the keyboard's cursor; undefined when it leaves. */
  readonly onPoint?: ((cell: number | undefined) => void) | undefined;
  readonly onPick?: ((cell: number) => void) | undefined;
  /** How a number is written. Default: with as many digits as there is room for. */
  readonly format?: ((value: number) => string) | undefined;
  /** What is said of a cell when the cursor comes to it. Default: where it is and what is in it. */
  readonly describe?: ((cell: number) => string) | undefined;
}

/** Width of a cell in pixels of the page, and of a whole picture, where there is room. */
const [cellWidth, mostWidth] = [46, 560];

/** How wide a picture of so many columns would like to be; beside each other they share what there is in this proportion. */
export function widthFor(columns: number): string {
  return `${Math.min(mostWidth, Math.max(columns * cellWidth, 120))}px`;
}

/** Units of the drawing for one cell. */
const unit = 40;
/** More dots than these are no marks any more. */
const mostTraces = 400;
/** Cells in a row, up to which their numbers can be read. */
const legible = 20;

/** A matrix: colours beneath, and a drawing of its numbers and marks above. Cells are found by pointer and by arrow keys. */
export function Grid(props: GridProps) {
  const { label, height, width, values, onPoint, onPick, describe = (cell) => say(props, cell) } = props;
  const cursor = useSignal<number | undefined>(undefined);
  const said = useComputed(() => (cursor.value === undefined ? '' : describe(cursor.value)));
  const largest = props.largest ?? magnitudeOf(values);

  const point = (cell: number | undefined) => onPoint?.(cell);
  const cellAt = ({ currentTarget, clientX, clientY }: TargetedPointerEvent<HTMLElement>): number | undefined => {
    const box = currentTarget.getBoundingClientRect();
    const column = Math.floor(((clientX - box.left) / box.width) * width);
    const row = Math.floor(((clientY - box.top) / box.height) * height);
    return row >= 0 && row < height && column >= 0 && column < width ? row * width + column : undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(cursor.peek() ?? props.current ?? 0, event.key, props, cursor.peek() !== undefined);
    if (next !== undefined) {
      cursor.value = next;
      point(next);
      event.preventDefault();
    } else if ((event.key === 'Enter' || event.key === ' ') && cursor.peek() !== undefined && onPick !== undefined) {
      onPick(cursor.peek()!);
      event.preventDefault();
    }
  };
  const leave = () => {
    cursor.value = undefined;
    point(undefined);
  };

  return (
    <div
      class="grid"
      style={{ aspectRatio: `${proportion(props)}` }}
      role="application"
      aria-roledescription="matrix"
      aria-label={`${label}; arrow keys move from cell to cell`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={leave}
      onPointerMove={(event) => point(cellAt(event))}
      onPointerDown={(event) => {
        const cell = cellAt(event);
        point(cell);
        if (cell !== undefined) onPick?.(cell);
      }}
      onPointerLeave={() => point(cursor.peek())}
    >
      <HeatMap values={values} height={height} width={width} largest={largest} />
      <svg viewBox={`0 0 ${width * unit} ${height * unit}`} preserveAspectRatio="none" aria-hidden="true">
        {isLegible(props) && <Cells {...props} largest={largest} />}
        <Marks {...props} cursor={cursor.value} />
      </svg>
      <span class="visually-hidden" role="status">
        {said}
      </span>
    </div>
  );
}

function isLegible({ height, width }: GridProps): boolean {
  return width <= legible && height <= legible;
}

/** Width by height: cells are squares, unless that would make lines of a matrix. */
function proportion(props: GridProps): number {
  const { height, width } = props;
  return isLegible(props) ? width / height : Math.min(6, Math.max(1 / 3, width / height));
}

function say({ width, values }: GridProps, cell: number): string {
  return `row ${Math.floor(cell / width)}, column ${cell % width}: ${values[cell]}`;
}

/** Where an arrow key leads. The first one shows where the cursor is. */
function moved(from: number, key: string, { height, width }: GridProps, isShown: boolean): number | undefined {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  if (!isShown) return Math.min(from, height * width - 1);
  const row = Math.min(height - 1, Math.max(0, Math.floor(from / width) + step[0]));
  const column = Math.min(width - 1, Math.max(0, (from % width) + step[1]));
  return row * width + column;
}

function Cells({ height, width, values, ghost, format = short, largest }: GridProps & { readonly largest: number }) {
  const dark = isDark.value;
  return (
    <>
      {Array.from({ length: height * width }, (_, cell) => {
        const [x, y] = [(cell % width) * unit, Math.floor(cell / width) * unit];
        const value = values[cell] ?? 0;
        const isGhost = ghost?.(cell) === true;
        const bright = isBright(colorOf(value / largest, dark));
        const text = format(value);
        return (
          <g key={cell} class={isGhost ? 'cell ghost' : 'cell'}>
            <rect x={x} y={y} width={unit} height={unit} />
            <text
              x={x + unit / 2}
              y={y + unit / 2}
              class={bright ? 'on-bright' : 'on-dark'}
              font-size={text.length > 4 ? 10 : text.length > 3 ? 12 : 15}
            >
              {text}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** As many digits as there is room for. */
function short(value: number): string {
  if (Number.isInteger(value)) return `${value}`.replace('-', '−');
  return value.toPrecision(2).replace('-', '−');
}

function Marks({
  width,
  marked,
  traced,
  frames = [],
  current,
  cursor,
}: GridProps & { readonly cursor: number | undefined }) {
  const place = (cell: number) => ({
    x: (cell % width) * unit + 1.5,
    y: Math.floor(cell / width) * unit + 1.5,
    width: unit - 3,
    height: unit - 3,
  });
  return (
    <>
      {marked !== undefined && [...marked].map((cell, i) => <rect key={i} class="mark" {...place(cell)} />)}
      {traced !== undefined &&
        traced.size <= mostTraces &&
        [...traced].map((cell, i) => (
          <circle
            key={i}
            class="trace"
            cx={((cell % width) + 0.82) * unit}
            cy={(Math.floor(cell / width) + 0.18) * unit}
            r={unit / 10}
          />
        ))}
      {frames.map((frame, i) => (
        <rect
          key={i}
          class="frame"
          x={0}
          y={0}
          width={frame.width * unit}
          height={frame.height * unit}
          style={{ transform: `translate(${frame.column * unit}px, ${frame.row * unit}px)` }}
        />
      ))}
      {current !== undefined && <rect class="current" {...place(current)} />}
      {cursor !== undefined && <rect class="cursor" {...place(cursor)} />}
    </>
  );
}
