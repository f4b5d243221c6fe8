import { NumberInput } from '../controls/field.tsx';
import { type ConvSettings, limits, type Pair, type Pads } from './settings.ts';
import { changeSettings as change, convolution, settings } from './state.ts';

interface PairFieldProps {
  readonly label: string;
  readonly axes: 1 | 2;
  readonly value: Pair;
  readonly max: number;
  readonly onChange: (value: Pair) => void;
}

/** A length for each axis. */
export function PairField({ label, axes, value: [height, width], max, onChange }: PairFieldProps) {
  return (
    <div class="field" role="group" aria-label={label}>
      <span class="label" aria-hidden="true">
        {label}
      </span>
      <div class="inputs">
        {axes === 2 && (
          <>
            <NumberInput
              name={`${label} height`}
              value={height}
              max={max}
              onChange={(next) => onChange([next, width])}
            />
            <span aria-hidden="true">×</span>
          </>
        )}
        <NumberInput name={`${label} width`} value={width} max={max} onChange={(next) => onChange([height, next])} />
        {axes === 2 && (
          <button
            type="button"
            class="quiet"
            aria-label={`${label}: height as wide`}
            title="Make both alike"
            disabled={height === width}
            onClick={() => onChange([width, width])}
          >
            =
          </button>
        )}
      </div>
    </div>
  );
}

const sides = [
  ['Padding top', 0, 0],
  ['Padding bottom', 0, 1],
  ['Padding left', 1, 0],
  ['Padding right', 1, 1],
] as const;

/** Cells on each side, or as many as make the output as long as the strides say. */
export function PaddingField() {
  const now = settings.value;
  const shown = now.padding === 'same' ? padsOf(now) : now.padding;
  const set = (axis: 0 | 1, side: 0 | 1, next: number) => {
    const padding = shown.map((pads, i) => pads.map((old, j) => (i === axis && j === side ? next : old)));
    change({ padding: padding as unknown as ConvSettings['padding'] }, `padding ${axis} ${side}`);
  };
  return (
    <div class="field" role="group" aria-label="Padding">
      <span class="label" aria-hidden="true">
        Padding
      </span>
      <div class="inputs">
        {sides.map(
          ([name, axis, side]) =>
            (now.axes === 2 || axis === 1) && (
              <span class="side" key={name}>
                <span aria-hidden="true">{name.at(8)!.toUpperCase()}</span>
                <NumberInput
                  name={name}
                  value={shown[axis][side]}
                  max={limits.padding}
                  onChange={(next) => set(axis, side, next)}
                />
              </span>
            ),
        )}
        <label class="switch">
          <input
            type="checkbox"
            checked={now.padding === 'same'}
            onChange={({ currentTarget }) => change({ padding: currentTarget.checked ? 'same' : shown })}
          />
          same
        </label>
      </div>
    </div>
  );
}

/** What 'same' comes to, as the engine says. */
function padsOf({ axes }: ConvSettings): readonly [Pads, Pads] {
  const pads = (convolution.value?.axes ?? []).map(({ padBefore, padAfter }): Pads => [padBefore, padAfter]);
  const none: Pads = [0, 0];
  return axes === 1 ? [none, pads.at(-1) ?? none] : [pads[0] ?? none, pads[1] ?? none];
}
