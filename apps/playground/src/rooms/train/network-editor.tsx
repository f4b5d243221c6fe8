import { useComputed, useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { Choice, SelectField } from '../../controls/field.tsx';
import { CopyButton } from '../../controls/copy-button.tsx';
import { CodeError, type NetworkSpec, parseNetwork, printNetwork, printValue } from '../../network/network-code.ts';
import { networkPresets } from '../../network/presets.ts';
import { BlockList } from './block-list.tsx';
import { limits } from './settings.ts';
import { change, opened, phase, settings } from './state.ts';

/** The network, as blocks or as code; each is the other. */
export function NetworkEditor() {
  const form = useSignal<'blocks' | 'code'>('blocks');
  const { code } = settings.value.value;
  const parsed = useComputed(() => parse(settings.value.value.code));
  const { value: spec } = parsed;
  const chosen = networkPresets.findIndex((preset) => preset.code === code);
  return (
    <section class="card">
      <div class="row spread">
        <h2>Network</h2>
        <Choice
          label="How the network is shown"
          value={form.value}
          choices={[
            ['blocks', 'Blocks'],
            ['code', 'Code'],
          ]}
          onChange={(next) => (form.value = next)}
        />
      </div>
      <fieldset class="controls bare" disabled={phase.value !== 'idle'}>
        <legend class="visually-hidden">The network</legend>
        <SelectField
          label="Preset"
          value={`${chosen}`}
          choices={[['-1', 'Your own'], ...networkPresets.map(({ title }, i) => [`${i}`, title] as const)]}
          onChange={(choice) => {
            const preset = networkPresets[Number(choice)];
            if (preset !== undefined) change({ code: preset.code });
          }}
        />
        {form.value === 'blocks' && !('message' in spec) ? (
          <BlockList spec={spec} onChange={(next) => change({ code: printNetwork(next) })} />
        ) : (
          <CodeArea code={code} spec={spec} />
        )}
      </fieldset>
      {form.value === 'blocks' && 'message' in spec && <p class="muted">Code that cannot be read has no blocks.</p>}
    </section>
  );
}

function parse(code: string): NetworkSpec | CodeError {
  try {
    return parseNetwork(code);
  } catch (error) {
    if (error instanceof CodeError) return error;
    throw error;
  }
}

interface CodeAreaProps {
  readonly code: string;
  readonly spec: NetworkSpec | CodeError;
}

function CodeArea({ code, spec }: CodeAreaProps) {
  const id = useId();
  return (
    <>
      <label for={id} class="visually-hidden">
        Code of the network
      </label>
      <textarea
        id={id}
        class="code"
        spellcheck={false}
        autocomplete="off"
        rows={Math.min(24, code.split('\n').length + 1)}
        maxLength={limits.code}
        value={code}
        onInput={({ currentTarget }) => change({ code: currentTarget.value })}
      />
      <div class="row spread">
        <p class="muted small">
          In an editor, where the compiler says what the engine says here, its type is <code>{typeOf(spec)}</code>
        </p>
        <CopyButton text={`import * as nn from '@gemmule/nn';\n\nconst model = ${code};\n`} />
      </div>
    </>
  );
}

/** What an editor shows for the network. */
function typeOf(spec: NetworkSpec | CodeError): string {
  const output = opened.value?.plan.rows.at(-1)?.outputShape.slice(1);
  if ('message' in spec || output === undefined) return 'none: it does not fit';
  return `Model<${printValue(spec.input)}, ${printValue([spec.input[0] ?? 'N', ...output])}>`;
}
