import type { RunResult } from '@gemmule/conformance';
import { useSignal } from '@preact/signals';
import { CopyButton } from '../../controls/copy-button.tsx';
import { NumberField, SelectField } from '../../controls/field.tsx';
import { engineTitles } from '../../engine/engines.ts';
import { DifferenceMap } from './difference-map.tsx';
import { proofReport } from './report.ts';
import { subjects } from './settings.ts';
import { change, type Proof, proof, running, settings, startProof, stop } from './state.ts';

const effort = [
  ['0.02', 'a glance: 2 % of the random tries'],
  ['0.1', 'quick: 10 %'],
  ['1', 'all of them'],
] as const;

/** The conformance suite, in this browser. */
export function ProofSection() {
  const { subject, seed, tries } = settings.value.value;
  const { value: shown } = proof;
  const isRunning = running.value === 'proof';
  return (
    <section class="card" aria-label="Conformance">
      <h2>Is it right?</h2>
      <p class="muted">
        The conformance suite compares every kernel and operation with sums in float64, with its adjoint, and with
        finite differences.
      </p>
      <div class="toolbar">
        <SelectField
          label="Engine"
          value={subject}
          choices={subjects.map((one) => [
            one,
            one === 'broken' ? 'Broken on purpose: see it fail' : engineTitles[one],
          ])}
          onChange={(subject) => change({ subject })}
        />
        <SelectField
          label="Tries"
          value={`${tries}`}
          choices={
            effort.some(([value]) => value === `${tries}`) ? effort : [...effort, [`${tries}`, `${tries}`] as const]
          }
          onChange={(tries) => change({ tries: Number(tries) })}
        />
        <NumberField label="Seed" value={seed} max={1e9} onChange={(seed) => change({ seed })} />
        {isRunning ? (
          <button type="button" onClick={stop}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            disabled={running.value !== undefined}
            onClick={() => void startProof()}
          >
            Run the suite
          </button>
        )}
      </div>
      {shown !== undefined && <ProofResults shown={shown} />}
    </section>
  );
}

function ProofResults({ shown }: { readonly shown: Proof }) {
  const { results, total, engine } = shown;
  const failed = results.filter(({ status }) => status === 'failed');
  return (
    <>
      <progress aria-label="Cases" max={Math.max(1, total)} value={results.length} />
      <div class="row spread">
        <p role="status" data-testid="proof">
          <strong>{results.length - failed.length} passed</strong>
          {', '}
          <strong class={failed.length > 0 ? 'bad' : undefined}>{failed.length} failed</strong> of {total}
          {engine !== undefined && ` on ${engine}`}
          {running.value !== 'proof' && !shown.isComplete && ', stopped before the end'}
        </p>
        {running.value !== 'proof' && <CopyButton label="Copy the report" text={proofReport(shown)} />}
      </div>
      {failed.length > 0 && <Failures failed={failed} />}
      <Groups results={results} />
    </>
  );
}

function Failures({ failed }: { readonly failed: readonly RunResult[] }) {
  // One that can be looked at, at first.
  const pictured = failed.findIndex(({ difference }) => (difference?.shape.length ?? 0) > 1);
  const chosen = useSignal(Math.max(0, pictured));
  const one = failed[Math.min(chosen.value, failed.length - 1)]!;
  return (
    <div class="failures">
      <SelectField
        label="Failed"
        value={`${Math.min(chosen.value, failed.length - 1)}`}
        choices={failed.map(({ name }, i) => [`${i}`, name] as const)}
        onChange={(next) => (chosen.value = Number(next))}
      />
      <p class="message">{one.message}</p>
      {one.difference !== undefined && <DifferenceMap key={one.name} difference={one.difference} />}
    </div>
  );
}

/** Results by operation; the cases of one are listed where it is opened. */
function Groups({ results }: { readonly results: readonly RunResult[] }) {
  const groups = Map.groupBy(results, ({ group }) => group);
  return (
    <ul class="groups">
      {[...groups].map(([group, runs]) => (
        <li key={group}>
          <Group group={group} runs={runs} />
        </li>
      ))}
    </ul>
  );
}

function Group({ group, runs }: { readonly group: string; readonly runs: readonly RunResult[] }) {
  const isOpen = useSignal(false);
  const failed = runs.filter(({ status }) => status === 'failed').length;
  const time = runs.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return (
    <details open={isOpen.value} onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>
        <span class={failed > 0 ? 'bad' : 'good'}>{failed > 0 ? '✗' : '✓'}</span> {group}{' '}
        <span class="muted">
          {failed > 0 ? `${failed} of ${runs.length} failed` : runs.length}, {Math.round(time)} ms
        </span>
      </summary>
      {isOpen.value && (
        <ul>
          {runs.map(({ name, status, message, milliseconds }, i) => (
            <li key={i}>
              <span class={status === 'failed' ? 'bad' : 'good'}>{status === 'failed' ? '✗' : '✓'}</span> {name}{' '}
              <span class="muted">{Math.round(milliseconds)} ms</span>
              {message !== undefined && <p class="message">{message}</p>}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
