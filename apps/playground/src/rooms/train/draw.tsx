import { useSignal } from '@preact/signals';
import { NumberField } from '../../controls/field.tsx';
import { pixels, side } from '../../network/data-files.ts';
import { Grid } from '../../pictures/grid.tsx';
import { dataFile, fullTest, insight, looksAt, type Sheet, sheet } from './state.ts';

const blank: Sheet = { ink: new Float32Array(pixels) };

/** What the network sees: a test image or a drawing, and what it takes it for. */
export function Draw() {
  const { value: shown } = looksAt;
  const { ink, label } = sheet.answer.value ?? blank;
  const isDown = useSignal(false);
  const count = dataFile.value?.test ?? 1;
  const draw = (cell: number) => {
    // A drawing begins on an empty sheet.
    const before = typeof looksAt.peek() === 'number' ? blank.ink : (looksAt.peek() as Float32Array);
    looksAt.value = inked(before, cell);
  };
  const misread = () => {
    const { predictions = [], labels = [] } = fullTest.value ?? {};
    const wrong = [...predictions].flatMap((prediction, i) => (prediction === labels[i] ? [] : [i]));
    const next = wrong.find((i) => typeof shown === 'number' && i > shown) ?? wrong[0];
    if (next !== undefined) looksAt.value = next;
  };
  return (
    <section class="card">
      <h2>Draw, and see what it is taken for</h2>
      <div class="drawing">
        <div
          class="pad"
          onPointerDown={() => (isDown.value = true)}
          onPointerUp={() => (isDown.value = false)}
          onPointerLeave={() => (isDown.value = false)}
        >
          <Grid
            label="Drawing, 28 by 28; Enter draws"
            height={side}
            width={side}
            values={ink}
            largest={1}
            onPick={draw}
            onPoint={(cell) => {
              if (isDown.value && cell !== undefined) draw(cell);
            }}
          />
        </div>
        <Probabilities />
      </div>
      <div class="row">
        <NumberField
          label="Test image"
          value={typeof shown === 'number' ? shown : 0}
          max={count - 1}
          onChange={(index) => (looksAt.value = index)}
        />
        <button type="button" disabled={fullTest.value === undefined} onClick={misread}>
          One it misreads
        </button>
        <button type="button" onClick={() => (looksAt.value = blank.ink)}>
          Empty sheet
        </button>
      </div>
      <p class="muted small">
        {label === undefined ? 'A drawing' : `It shows: ${dataFile.value?.classes[label] ?? label}`}
      </p>
    </section>
  );
}

/** A round pen: full ink in the middle, less beside it. */
function inked(before: Float32Array, cell: number): Float32Array {
  const [row, column] = [Math.floor(cell / side), cell % side];
  return before.map((ink, i) => {
    const distance = Math.hypot(Math.floor(i / side) - row, (i % side) - column);
    return Math.max(ink, distance < 0.5 ? 1 : distance < 1.2 ? 0.8 : distance < 1.5 ? 0.4 : 0);
  });
}

function Probabilities() {
  const { value: seen } = insight;
  const classes = dataFile.value?.classes ?? [];
  const best = seen === undefined ? -1 : seen.probabilities.indexOf(Math.max(...seen.probabilities));
  return (
    <ol class="probabilities" aria-label="Probabilities">
      {classes.map((name, i) => {
        const share = seen?.probabilities[i] ?? 0;
        return (
          <li key={name} class={i === best ? 'best' : undefined}>
            <span>{name}</span>
            <meter min={0} max={1} value={share} aria-label={name} />
            <span class="muted">{(share * 100).toFixed(1)} %</span>
          </li>
        );
      })}
    </ol>
  );
}
