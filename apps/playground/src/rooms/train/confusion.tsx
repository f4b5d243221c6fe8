import { useSignal } from '@preact/signals';
import { pixels, side } from '../../network/data-files.ts';
import { HeatMap } from '../../pictures/heat-map.tsx';
import { colorOf, isBright } from '../../pictures/palette.ts';
import { isDark } from '../../shell/theme.ts';
import { dataFile, fullTest, looksAt, said, trainer } from './state.ts';

/** Most examples that are shown. */
const mostExamples = 12;

interface Examples {
  readonly label: number;
  readonly prediction: number;
  readonly indices: readonly number[];
  readonly pixels: Uint8Array;
}

/** What was taken for what, of all test images. */
export function Confusion() {
  const { value: report } = fullTest;
  const examples = useSignal<Examples | undefined>(undefined);
  const classes = dataFile.value?.classes ?? [];
  const show = async (label: number, prediction: number) => {
    const indices = [...(report?.predictions ?? [])]
      .flatMap((guess, i) => (guess === prediction && report!.labels[i] === label ? [i] : []))
      .slice(0, mostExamples);
    const { pixels } = await trainer.call((api) => api.images(indices));
    examples.value = { label, prediction, indices, pixels };
  };
  return (
    <section class="card">
      <h2>What it takes for what</h2>
      {report === undefined ? (
        <p class="muted">When a training ends, all test images are read.</p>
      ) : (
        <>
          <p>
            <strong data-testid="full-accuracy">{(report.accuracy * 100).toFixed(2)} %</strong> of {report.count} right
          </p>
          <div class="scroller" tabIndex={0} role="region" aria-label="Confusion matrix">
            <table class="confusion">
              <thead>
                <tr>
                  <th scope="col">is \ read as</th>
                  {classes.map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {report.confusion.map((row, label) => (
                  <tr key={label}>
                    <th scope="row">{classes[label]}</th>
                    {row.map((count, prediction) => (
                      <Cell
                        key={prediction}
                        count={count}
                        share={
                          count /
                          Math.max(
                            1,
                            row.reduce((sum, one) => sum + one, 0),
                          )
                        }
                        isRight={label === prediction}
                        label={`${count} of class ${classes[label]} read as ${classes[prediction]}`}
                        onClick={() => void said(() => show(label, prediction))}
                      />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <ExampleList examples={examples.value} classes={classes} />
        </>
      )}
    </section>
  );
}

interface CellProps {
  readonly count: number;
  readonly share: number;
  readonly isRight: boolean;
  readonly label: string;
  readonly onClick: () => void;
}

function Cell({ count, share, isRight, label, onClick }: CellProps) {
  // Mistakes are few: they are shown stronger than they are many.
  const color = colorOf(isRight ? -share : Math.min(1, share * 8), isDark.value);
  return (
    <td>
      <button
        type="button"
        disabled={count === 0}
        aria-label={label}
        style={{ background: `rgb(${color.join(' ')})`, color: isBright(color) ? '#14201f' : '#ffffff' }}
        onClick={onClick}
      >
        {count}
      </button>
    </td>
  );
}

interface ExampleListProps {
  readonly examples: Examples | undefined;
  readonly classes: readonly string[];
}

function ExampleList({ examples, classes }: ExampleListProps) {
  if (examples === undefined) return <p class="muted small">A number shows some of the images.</p>;
  return (
    <>
      <p class="muted small">
        {classes[examples.label]}, read as {classes[examples.prediction]}:
      </p>
      <div class="thumbnails">
        {examples.indices.map((index, i) => (
          <button
            key={index}
            type="button"
            aria-label={`Look at test image ${index}`}
            onClick={() => (looksAt.value = index)}
          >
            <HeatMap
              values={examples.pixels.subarray(i * pixels, (i + 1) * pixels)}
              height={side}
              width={side}
              largest={255}
            />
          </button>
        ))}
      </div>
    </>
  );
}
