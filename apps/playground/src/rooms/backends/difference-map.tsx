import type { Difference } from '@gemmule/conformance';
import { useSignal } from '@preact/signals';
import { NumberField } from '../../controls/field.tsx';
import { Grid } from '../../pictures/grid.tsx';

/** So many bounds are far off, and nobody wants to read how many more it is. */
const far = 99;

/** What is beyond its bound is in full colour from this many bounds on. */
const fullColor = 4;

/** A wrong result by its last two axes: how many times its bound each element is off. */
export function DifferenceMap({ difference }: { readonly difference: Difference }) {
  const { shape, got, expected, bounds } = difference;
  const [height, width] = shape.length < 2 ? [1, got.length] : [shape.at(-2)!, shape.at(-1)!];
  const area = Math.max(1, height * width);
  const count = Math.max(1, Math.floor(got.length / area));
  const errors = Float64Array.from(got, (value, i) => errorOf(value, expected[i]!, bounds[i]!));
  const wrong = Array.from({ length: count }, (_, i) => i).filter((i) =>
    errors.subarray(i * area, (i + 1) * area).some((error) => Math.abs(error) > 1),
  );
  const chosen = useSignal(wrong[0] ?? 0);
  const pointed = useSignal<number | undefined>(undefined);
  const first = chosen.value * area;
  const at = pointed.value === undefined ? undefined : first + pointed.value;
  return (
    <figure class="difference">
      <figcaption>
        <span>
          How far off it is <span class="muted size">[{shape.join(', ')}]</span>
        </span>
        {count > 1 && (
          <NumberField label="Plane" value={chosen.value} max={count - 1} onChange={(next) => (chosen.value = next)} />
        )}
      </figcaption>
      <Grid
        label={`Errors, ${height} by ${width}`}
        height={height}
        width={width}
        values={errors.subarray(first, first + area)}
        largest={fullColor}
        format={written}
        onPoint={(cell) => (pointed.value = cell)}
      />
      <p class="muted">
        {at === undefined
          ? `As multiples of what it may be off: up to 1 is right, ≪ and ≫ are beyond ${far}. ${wrong.length} of ${count} planes have something wrong.`
          : `${got[at]} in the place of ${expected[at]}; it may be off by ${bounds[at]!.toPrecision(2)}`}
      </p>
    </figure>
  );
}

function written(error: number): string {
  if (Math.abs(error) > far) return error > 0 ? '≫' : '≪';
  return Number.isInteger(error) ? `${error}` : error.toFixed(1).replace('-', '−');
}

/** Signed, in units of the bound. Where nothing may be off, anything is too much. */
function errorOf(got: number, expected: number, bound: number): number {
  if (Object.is(got, expected) || got === expected) return 0;
  const error = got - expected;
  if (Number.isNaN(error)) return far + 1;
  return Math.sign(error) * (bound === 0 ? far + 1 : Math.min(Math.abs(error) / bound, far + 1));
}
