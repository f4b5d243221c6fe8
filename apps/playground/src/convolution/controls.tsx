import { Choice, Field, NumberField, SelectField } from '../controls/field.tsx';
import { EnginePicker } from '../engine/engine-picker.tsx';
import { PaddingField, PairField } from './axis-fields.tsx';
import { modes } from './link.ts';
import { applied, presets } from './presets.ts';
import { type ConvSettings, limits, numberings, type Numbers, type Pair } from './settings.ts';
import { changeSettings as change, settings } from './state.ts';

interface ControlsProps {
  /** Whether transposed convolutions can be chosen. */
  readonly mayTranspose: boolean;
}

/** Everything that decides what a convolution does. */
export function ConvControls({ mayTranspose }: ControlsProps) {
  const now = settings.value;
  const pairProps = (name: 'input' | 'kernel' | 'stride' | 'dilation' | 'outputPadding') => ({
    axes: now.axes,
    value: now[name],
    onChange: (value: Pair) => change({ [name]: value }),
  });
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <Presets />
      <div class="row">
        <Choice
          label="Axes"
          value={`${now.axes}`}
          choices={[
            ['1', '1-D'],
            ['2', '2-D'],
          ]}
          onChange={(axes) => change(axes === '1' ? toOneAxis(now) : toTwoAxes(now))}
        />
        {mayTranspose && (
          <Choice
            label="Direction"
            value={now.transposed ? 'transposed' : 'plain'}
            choices={[
              ['plain', 'Convolution'],
              ['transposed', 'Transposed'],
            ]}
            onChange={(choice) => change({ transposed: choice === 'transposed' })}
          />
        )}
      </div>
      <PairField label="Input" {...pairProps('input')} max={limits.input} />
      <PairField label="Kernel" {...pairProps('kernel')} max={limits.kernel} />
      <PairField label="Stride" {...pairProps('stride')} max={limits.stride} />
      <PaddingField />
      <PairField label="Dilation" {...pairProps('dilation')} max={limits.dilation} />
      {now.transposed && mayTranspose ? (
        <PairField label="Output padding" {...pairProps('outputPadding')} max={limits.stride} />
      ) : (
        <SelectField
          label="Padding mode"
          value={now.mode}
          choices={modes.map((mode) => [mode, mode] as const)}
          onChange={(mode) => change({ mode })}
        />
      )}
      <div class="row thirds">
        <NumberField
          label="Channels in"
          value={now.inChannels}
          max={limits.channels}
          onChange={(inChannels) => change({ inChannels })}
        />
        <NumberField
          label="Channels out"
          value={now.outChannels}
          max={limits.channels}
          onChange={(outChannels) => change({ outChannels })}
        />
        <NumberField
          label="Groups"
          value={now.groups}
          max={limits.channels}
          onChange={(groups) => change({ groups })}
        />
      </div>
      <SelectField
        label="Input holds"
        value={now.numbers}
        choices={numberings.map((one) => [one, numberingTitles[one]] as const)}
        onChange={(numbers) => change({ numbers })}
      />
      <NumberField
        label="Seed"
        hint="Of random numbers, in the input and in the kernel"
        value={now.seed}
        max={limits.seed}
        onChange={(seed) => change({ seed })}
      />
      <EnginePicker value={now.engine} onChange={(engine) => change({ engine })} />
    </form>
  );
}

const numberingTitles: Readonly<Record<Numbers, string>> = {
  random: 'random digits',
  counted: 'its cells, counted',
  ones: 'ones',
};

function Presets() {
  const now = settings.value;
  const chosen = presets.findIndex((preset) => JSON.stringify(applied(preset, now)) === JSON.stringify(now));
  const sources = [...new Set(presets.map(({ source }) => source))];
  return (
    <Field label="Preset">
      {(id) => (
        <select
          id={id}
          value={`${chosen}`}
          onChange={({ currentTarget }) => {
            const preset = presets[Number(currentTarget.value)];
            if (preset !== undefined) change(applied(preset, now));
          }}
        >
          <option value="-1" selected={chosen < 0}>
            Your own
          </option>
          {sources.map((source) => (
            <optgroup key={source} label={source}>
              {presets.map(
                (preset, i) =>
                  preset.source === source && (
                    <option key={i} value={`${i}`} selected={i === chosen}>
                      {preset.title}
                    </option>
                  ),
              )}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}

function toOneAxis(now: ConvSettings): Partial<ConvSettings> {
  return {
    axes: 1,
    input: [1, now.input[1]],
    kernel: [1, now.kernel[1]],
    stride: [1, now.stride[1]],
    dilation: [1, now.dilation[1]],
    outputPadding: [0, now.outputPadding[1]],
    padding: now.padding === 'same' ? 'same' : [[0, 0], now.padding[1]],
  };
}

function toTwoAxes(now: ConvSettings): Partial<ConvSettings> {
  const square = ([, width]: Pair): Pair => [width, width];
  return {
    axes: 2,
    input: square(now.input),
    kernel: square(now.kernel),
    stride: square(now.stride),
    dilation: square(now.dilation),
    outputPadding: square(now.outputPadding),
    padding: now.padding === 'same' ? 'same' : [now.padding[1], now.padding[1]],
  };
}
