import { NumberField, SelectField } from '../../controls/field.tsx';
import { EnginePicker } from '../../engine/engine-picker.tsx';
import { restore } from './restore.ts';
import { limits, optimizers } from './settings.ts';
import { change, index, isReady, phase, problem, said, settings, trainer } from './state.ts';

const optimizerTitles = { adam: 'Adam', sgd: 'SGD with momentum', rmsprop: 'RMSprop' } as const;

export function TrainControls() {
  const { dataset, optimizer, learningRate, batch, epochs, seed, engine } = settings.value.value;
  const { files = [], missing = [] } = index.answer.value ?? {};
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <fieldset class="controls bare" disabled={phase.value !== 'idle'}>
        <legend class="visually-hidden">What to learn, and how</legend>
        <SelectField
          label="Images"
          value={dataset}
          choices={files.map(({ name, title }) => [name, title] as const)}
          onChange={(dataset) => change({ dataset })}
        />
        {missing.map(({ title, reason }) => (
          <p key={title} class="muted small">
            {title}: {reason}
          </p>
        ))}
        <SelectField
          label="Optimiser"
          value={optimizer}
          choices={optimizers.map((one) => [one, optimizerTitles[one]] as const)}
          onChange={(optimizer) => change({ optimizer })}
        />
        <NumberField
          label="Learning rate"
          value={learningRate}
          step="any"
          max={limits.learningRate}
          onChange={(learningRate) => change({ learningRate })}
        />
        <NumberField
          label="Images a step"
          value={batch}
          min={1}
          max={limits.batch}
          onChange={(batch) => change({ batch })}
        />
        <NumberField
          label="Epochs"
          value={epochs}
          min={1}
          max={limits.epochs}
          onChange={(epochs) => change({ epochs })}
        />
        <NumberField
          label="Seed"
          hint="Of the first weights, and of the order of the images"
          value={seed}
          max={limits.seed}
          onChange={(seed) => change({ seed })}
        />
        <EnginePicker value={engine} onChange={(engine) => change({ engine })} />
        <WeightsFile />
      </fieldset>
    </form>
  );
}

/** Weights as a safetensors file, out and in. */
function WeightsFile() {
  const save = async () => {
    const bytes = await trainer.call((api) => api.save());
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    link.download = `${settings.value.peek().dataset}.safetensors`;
    link.click();
    // Not at once: some browsers begin to read it later.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const load = async (file: File | undefined) => {
    if (file !== undefined) problem.value = await restore(file);
  };
  return (
    <div class="row">
      <button type="button" disabled={!isReady.value} onClick={() => void said(save)}>
        Save weights
      </button>
      <label class="file">
        Load weights
        <input
          type="file"
          accept=".safetensors"
          disabled={!isReady.value}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            void said(() => load(file));
            currentTarget.value = '';
          }}
        />
      </label>
    </div>
  );
}
