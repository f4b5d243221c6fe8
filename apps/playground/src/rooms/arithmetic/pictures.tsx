import type { Signal } from '@preact/signals';
import { NumberField } from '../../controls/field.tsx';
import { type Convolution, plane } from '../../convolution/lab.ts';
import { isPlaying } from '../../convolution/player.ts';
import { focus, look } from '../../convolution/state.ts';
import { channelsOf, frameOf, tapsOf, tapsOn, weightAt } from '../../convolution/window.ts';
import { Grid, widthFor } from '../../pictures/grid.tsx';
import { magnitudeOf } from '../../pictures/palette.ts';

/** A cell under the pointer, or the cursor. */
export type Pointed = { readonly kind: 'input' | 'output' | 'field'; readonly cell: number };

interface PicturesProps {
  readonly convolution: Convolution;
  readonly pointed: Signal<Pointed | undefined>;
}

/** What the window slides over, the kernel, and what comes out. */
export function Pictures({ convolution, pointed }: PicturesProps) {
  const { at, inChannel, outChannel } = focus.value;
  const { value: point } = pointed;
  const shownOutput = point?.kind === 'output' ? point.cell : at;
  const source = point?.kind === 'field' ? convolution.sources[point.cell]! : -1;
  const fed = source >= 0 ? tapsOn(convolution, source) : [];
  const taps = tapsOf(convolution, shownOutput);
  const { field, output, sources } = convolution;
  const fieldValues = plane(field, inChannel);
  return (
    <div class="pictures">
      <figure style={{ flexBasis: widthFor(field.width) }}>
        <figcaption>
          <span>
            {convolution.direct === undefined ? 'Input' : 'Stretched input'} <Size of={convolution.field} />
          </span>
          <Channel
            label="Input channel"
            value={inChannel}
            count={field.channels}
            onChange={(inChannel) => look({ inChannel })}
          />
        </figcaption>
        <Grid
          label={`Input with its border, ${field.height} by ${field.width}`}
          height={field.height}
          width={field.width}
          values={fieldValues}
          ghost={(cell) => sources[cell]! < 0 || isCopy(convolution, cell)}
          marked={
            new Set(point?.kind === 'field' && source >= 0 ? cellsOf(sources, source) : taps.map(({ cell }) => cell))
          }
          frames={point?.kind === 'field' && source >= 0 ? [] : [frameOf(convolution, shownOutput)]}
          current={point?.kind === 'field' ? point.cell : undefined}
          onPoint={(cell) => (pointed.value = cell === undefined ? undefined : { kind: 'field', cell })}
          describe={(cell) => describeField(convolution, fieldValues, cell)}
        />
      </figure>
      <figure style={{ flexBasis: widthFor(kernelOf(convolution).width) }}>
        <figcaption>
          <span>
            Kernel{convolution.direct === undefined ? '' : ', mirrored'} <Size of={kernelOf(convolution)} />
          </span>
        </figcaption>
        <Grid
          label={`Kernel, ${kernelOf(convolution).height} by ${kernelOf(convolution).width}`}
          {...kernelOf(convolution)}
          largest={magnitudeOf(convolution.weight)}
          values={kernelValues(convolution, inChannel, outChannel)}
        />
      </figure>
      <figure style={{ flexBasis: widthFor(output.width) }}>
        <figcaption>
          <span>
            Output <Size of={output} />
          </span>
          <Channel
            label="Output channel"
            value={outChannel}
            count={output.channels}
            onChange={(outChannel) => look({ outChannel })}
          />
        </figcaption>
        <Grid
          label={`Output, ${output.height} by ${output.width}`}
          height={output.height}
          width={output.width}
          values={plane(output, outChannel)}
          largest={magnitudeOf(output.data)}
          marked={new Set(fed.map(({ output }) => output))}
          current={shownOutput}
          onPoint={(cell) => (pointed.value = cell === undefined ? undefined : { kind: 'output', cell })}
          onPick={(cell) => {
            isPlaying.value = false;
            look({ at: cell });
          }}
        />
      </figure>
    </div>
  );
}

function Size({ of: { height, width } }: { readonly of: { readonly height: number; readonly width: number } }) {
  return (
    <span class="muted size">
      {height} × {width}
    </span>
  );
}

interface ChannelProps {
  readonly label: string;
  readonly value: number;
  readonly count: number;
  readonly onChange: (value: number) => void;
}

function Channel({ label, value, count, onChange }: ChannelProps) {
  if (count === 1) return null;
  return <NumberField label={label} value={value} max={count - 1} onChange={onChange} />;
}

/** Every cell of the field that shows a cell of the input. */
function cellsOf(sources: Int32Array, source: number): number[] {
  return [...sources.keys()].filter((cell) => sources[cell] === source);
}

/** Whether a cell of the field is in the border, where the padding mode repeats the image. */
function isCopy({ field, input, axes, direct }: Convolution, cell: number): boolean {
  if (direct !== undefined) return false;
  const [rows, columns] = axes.length === 1 ? [undefined, axes[0]!] : [axes[0]!, axes[1]!];
  const [row, column] = [Math.floor(cell / field.width), cell % field.width];
  const outside = (place: number, before: number, length: number) => place < before || place >= before + length;
  return outside(row, rows?.padBefore ?? 0, input.height) || outside(column, columns.padBefore, input.width);
}

function kernelOf({ axes }: Convolution): { height: number; width: number } {
  const [first, second] = axes.map(({ kernel }) => kernel);
  return second === undefined ? { height: 1, width: first! } : { height: first!, width: second };
}

/** The kernel between two channels as it slides over the field; zeros where the groups keep them apart. */
function kernelValues(convolution: Convolution, inChannel: number, outChannel: number): number[] {
  const { height, width } = kernelOf(convolution);
  const isMet = channelsOf(convolution, outChannel).includes(inChannel);
  const last = height * width - 1;
  return Array.from({ length: height * width }, (_, i) => {
    const tap = convolution.direct === undefined ? i : last - i;
    return isMet ? weightAt(convolution, inChannel, outChannel, tap) : 0;
  });
}

function describeField({ sources, field, direct }: Convolution, values: Float32Array, cell: number): string {
  const place = `row ${Math.floor(cell / field.width)}, column ${cell % field.width}: ${values[cell]}`;
  if (sources[cell]! >= 0) return place;
  return `${place}, ${direct === undefined ? 'padding' : 'a zero put in'}`;
}
