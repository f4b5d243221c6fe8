import { HeatMap } from '../../pictures/heat-map.tsx';
import { magnitudeOf } from '../../pictures/palette.ts';
import { insight } from './state.ts';
import type { FeatureMaps } from './trainer.ts';

/** Most channels of a layer that are shown. */
const most = 32;

/** What each layer makes of the image above. */
export function FeatureMapsView() {
  const { value: seen } = insight;
  return (
    <section class="card">
      <h2>What the layers make of it</h2>
      {seen === undefined ? (
        <p class="muted">Nothing yet.</p>
      ) : (
        <ol class="feature-maps">
          {seen.maps.map((maps) => (
            <li key={maps.title}>
              <Maps {...maps} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Maps({ title, channels, height, width, data }: FeatureMaps) {
  const isFlat = height * width === 1;
  const [count, rows, columns] = isFlat ? [1, 1, channels] : [channels, height, width];
  const shown = Math.min(count, most);
  const largest = magnitudeOf(data);
  return (
    <figure>
      <figcaption>
        <span>
          {title} <span class="muted size">{isFlat ? channels : `${channels} × ${height} × ${width}`}</span>
        </span>
      </figcaption>
      <div
        class={isFlat ? 'strip' : 'planes'}
        role="img"
        aria-label={`${title}: ${channels} maps of ${height} by ${width}`}
      >
        {Array.from({ length: shown }, (_, i) => (
          <HeatMap
            key={i}
            values={data.subarray(i * rows * columns, (i + 1) * rows * columns)}
            height={rows}
            width={columns}
            largest={largest}
          />
        ))}
      </div>
    </figure>
  );
}
