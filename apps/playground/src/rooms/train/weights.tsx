import { SelectField } from '../../controls/field.tsx';
import { HeatMap } from '../../pictures/heat-map.tsx';
import { magnitudeOf } from '../../pictures/palette.ts';
import { insight, layer, opened } from './state.ts';

/** Most pictures in a row of them. */
const most = 64;

/** The weights of a layer, and which way the loss would have them. */
export function Weights() {
  const { value: seen } = insight;
  const { weights = [], plan } = opened.value ?? {};
  return (
    <section class="card">
      <div class="row spread">
        <h2>Weights, and their gradients</h2>
        <div class="narrow">
          <SelectField
            label="Layer"
            value={layer.value ?? ''}
            choices={weights.map(
              (name) => [name, `${name} ${plan?.rows.find((row) => row.name === name)?.kind ?? ''}`] as const,
            )}
            onChange={(name) => (layer.value = name)}
          />
        </div>
      </div>
      {seen === undefined ? (
        <p class="muted">There are none yet.</p>
      ) : (
        <div class="columns">
          <Planes title="Weights" shape={seen.weightShape} values={seen.weight} />
          <Planes title="Gradient of the loss" shape={seen.weightShape} values={seen.gradient} />
        </div>
      )}
    </section>
  );
}

interface PlanesProps {
  readonly title: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Kernels as small pictures; weights without kernels as one matrix, or as images where they are as many as pixels. */
function Planes({ title, shape, values }: PlanesProps) {
  const { count, height, width } = planesOf(shape);
  const largest = magnitudeOf(values);
  const shown = Math.min(count, most);
  return (
    <figure>
      <figcaption>
        <span>
          {title} <span class="muted size">[{shape.join(', ')}]</span>
        </span>
        <span class="muted size">± {largest.toPrecision(2)}</span>
      </figcaption>
      <div
        class="planes"
        role="img"
        aria-label={`${title}: ${count} of ${height} by ${width}, up to ${largest.toPrecision(2)}`}
      >
        {Array.from({ length: shown }, (_, i) => (
          <HeatMap
            key={i}
            class={height * width > 1000 ? 'large' : ''}
            values={values.subarray(i * height * width, (i + 1) * height * width)}
            height={height}
            width={width}
            largest={largest}
          />
        ))}
      </div>
      {count > shown && <p class="muted small">… and {count - shown} more</p>}
    </figure>
  );
}

function planesOf([out = 1, into = 1, ...kernel]: readonly number[]): { count: number; height: number; width: number } {
  const [height, width] = kernel;
  if (height !== undefined && width !== undefined) return { count: out * into, height, width };
  const side = Math.sqrt(into);
  return Number.isInteger(side) && side > 4
    ? { count: out, height: side, width: side }
    : { count: 1, height: out, width: into };
}
