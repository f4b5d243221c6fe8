import { useSignal } from '@preact/signals';
import { layerNames } from '../../network/layer-names.ts';
import {
  Call,
  isOptions,
  type NetworkSpec,
  parseNetwork,
  printNetwork,
  printValue,
  type Value,
} from '../../network/network-code.ts';
import { opened, said, trainer } from './state.ts';

interface BlockListProps {
  readonly spec: NetworkSpec;
  readonly onChange: (spec: NetworkSpec) => void;
}

/** The layers one under the other, to be changed, moved, taken away and added. */
export function BlockList({ spec, onChange }: BlockListProps) {
  const { layers } = spec;
  const set = (next: readonly Call[]) => onChange({ ...spec, layers: next });
  const fit = async () => {
    onChange(parseNetwork(await trainer.call((api) => api.fit(printNetwork(spec)))));
  };
  return (
    <>
      <ol class="blocks">
        {layers.map((layer, i) => (
          <li key={i}>
            <Block
              layer={layer}
              place={i}
              isLast={i === layers.length - 1}
              onChange={(next) => set(layers.with(i, next))}
              onRemove={() => set(layers.toSpliced(i, 1))}
              onMove={(by) => set(layers.toSpliced(i, 1).toSpliced(i + by, 0, layer))}
            />
          </li>
        ))}
      </ol>
      <div class="row spread">
        <AddBlock onAdd={(layer) => set([...layers, layer])} />
        <button
          type="button"
          title="Channels and features as they follow from the layers before"
          onClick={() => void said(fit)}
        >
          Fit sizes
        </button>
      </div>
    </>
  );
}

interface BlockProps {
  readonly layer: Call;
  readonly place: number;
  readonly isLast: boolean;
  readonly onChange: (layer: Call) => void;
  readonly onRemove: () => void;
  readonly onMove: (by: -1 | 1) => void;
}

function Block({ layer, place, isLast, onChange, onRemove, onMove }: BlockProps) {
  const name = `Layer ${place}, ${layer.name}`;
  const shape = opened.value?.plan.rows.find((row) => row.name === `${place}`)?.outputShape.slice(1);
  return (
    <div class="block" role="group" aria-label={name}>
      <span class="name">
        <span class="muted">{place}</span> {layer.name}
      </span>
      <span class="arguments">
        {layer.args.map((value, i) => (
          <Argument
            key={i}
            name={name}
            value={value}
            onChange={(next) => onChange(new Call(layer.name, layer.args.with(i, next)))}
          />
        ))}
      </span>
      <span class="muted shape">{shape?.join('×')}</span>
      <span class="moves">
        <button
          type="button"
          class="quiet"
          aria-label={`${name}: up`}
          disabled={place === 0}
          onClick={() => onMove(-1)}
        >
          ↑
        </button>
        <button type="button" class="quiet" aria-label={`${name}: down`} disabled={isLast} onClick={() => onMove(1)}>
          ↓
        </button>
        <button type="button" class="quiet" aria-label={`${name}: remove`} onClick={onRemove}>
          ×
        </button>
      </span>
    </div>
  );
}

interface ArgumentProps {
  readonly name: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** Numbers and texts have a field; what is nested stands as code. */
function Argument({ name, value, onChange }: ArgumentProps) {
  if (typeof value !== 'object') return <Entry label={name} value={value} onChange={onChange} />;
  if (!isOptions(value)) return <code class="nested">{printValue(value)}</code>;
  return (
    <>
      {Object.entries(value).map(([key, entry]) =>
        typeof entry === 'object' ? (
          <code key={key} class="nested">
            {key}: {printValue(entry)}
          </code>
        ) : (
          <label key={key} class="entry">
            <span class="muted">{key}</span>
            <Entry label={`${name}: ${key}`} value={entry} onChange={(next) => onChange({ ...value, [key]: next })} />
          </label>
        ),
      )}
    </>
  );
}

interface EntryProps {
  readonly label: string;
  readonly value: number | string | boolean;
  readonly onChange: (value: number | string | boolean) => void;
}

/** What looks like a number is one: `same` can be changed to 1, and back. */
function Entry({ label, value, onChange }: EntryProps) {
  return (
    <input
      type="text"
      class="entry-field"
      size={Math.max(3, `${value}`.length)}
      aria-label={label}
      value={`${value}`}
      onChange={({ currentTarget: { value: text } }) => {
        const trimmed = text.trim();
        if (trimmed === 'true' || trimmed === 'false') onChange(trimmed === 'true');
        else onChange(trimmed === '' || Number.isNaN(Number(trimmed)) ? trimmed : Number(trimmed));
      }}
    />
  );
}

/** What a layer begins with; the sizes are put right by 'Fit sizes'. */
const beginnings: Readonly<Record<string, readonly Value[]>> = {
  conv2d: [{ in: 1, out: 8, kernel: 3, padding: 'same' }],
  convTranspose2d: [{ in: 1, out: 8, kernel: 2, stride: 2 }],
  depthwiseSeparable: [{ in: 1, out: 8, kernel: 3, padding: 1 }],
  invertedResidual: [{ in: 1, out: 8, expansion: 2 }],
  maxPool2d: [{ kernel: 2 }],
  avgPool2d: [{ kernel: 2 }],
  adaptiveAvgPool2d: [7],
  batchNorm2d: [8],
  instanceNorm2d: [8],
  groupNorm: [2, 8],
  dropout: [0.2],
  dropout2d: [0.2],
  linear: [784, 10],
  upsample: [{ scale: 2 }],
  residual: [new Call('relu', [])],
  sequential: [new Call('relu', [])],
  parallel: [new Call('relu', []), new Call('tanh', [])],
};

function AddBlock({ onAdd }: { readonly onAdd: (layer: Call) => void }) {
  const name = useSignal('conv2d');
  return (
    <span class="add">
      <select
        aria-label="Kind of layer"
        value={name.value}
        onChange={(event) => (name.value = event.currentTarget.value)}
      >
        {layerNames.map((one) => (
          <option key={one} value={one} selected={one === name.value}>
            {one}
          </option>
        ))}
      </select>
      <button type="button" onClick={() => onAdd(new Call(name.value, beginnings[name.value] ?? []))}>
        Add
      </button>
    </span>
  );
}
