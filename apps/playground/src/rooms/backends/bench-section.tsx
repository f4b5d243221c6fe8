import { CopyButton } from '../../controls/copy-button.tsx';
import { Switch } from '../../controls/field.tsx';
import { engineIds, engineTitles, type EngineId } from '../../engine/engines.ts';
import { reports } from '../../engine/reports.ts';
import type { BenchOutcome } from './protocol.ts';
import { benchReport } from './report.ts';
import { benchStage, change, outcomes, running, settings, startBenchmark, stop } from './state.ts';

/** How long layers take on the engines. */
export function BenchSection() {
  const { timed } = settings.value.value;
  const isRunning = running.value === 'benchmark';
  const toggle = (id: EngineId, isTimed: boolean) =>
    change({
      timed: isTimed ? engineIds.filter((one) => one === id || timed.includes(one)) : timed.filter((one) => one !== id),
    });
  const isMissing = (id: EngineId) => reports.value.some((one) => one.id === id && one.reason !== undefined);
  return (
    <section class="card" aria-label="Benchmark">
      <h2>How fast is it?</h2>
      <p class="muted">
        In turns, so that whatever else the machine does slows all of them; medians, and ratios of samples taken side by
        side. Each result is first compared with one in float64.
      </p>
      <fieldset class="toolbar bare" disabled={running.value !== undefined}>
        <legend class="visually-hidden">Engines to time</legend>
        {engineIds.map((id) => (
          <Switch
            key={id}
            label={`${engineTitles[id]}${isMissing(id) ? ' (not here)' : ''}`}
            checked={timed.includes(id)}
            onChange={(isTimed) => toggle(id, isTimed)}
          />
        ))}
      </fieldset>
      <div class="row">
        {isRunning ? (
          <button type="button" onClick={stop}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            disabled={running.value !== undefined || timed.length === 0}
            onClick={() => void startBenchmark()}
          >
            Time them
          </button>
        )}
        <span role="status" class="muted">
          {isRunning && benchStage.value?.stage}
        </span>
      </div>
      {isRunning && (
        <progress aria-label="Operations" max={benchStage.value?.total ?? 1} value={benchStage.value?.done ?? 0} />
      )}
      {outcomes.value.length > 0 && (
        <>
          <BenchTable outcomes={outcomes.value} />
          {!isRunning && <CopyButton label="Copy the report" text={benchReport(outcomes.value)} />}
        </>
      )}
    </section>
  );
}

function BenchTable({ outcomes }: { readonly outcomes: readonly BenchOutcome[] }) {
  return (
    <div class="scroller" tabIndex={0} role="region" aria-label="Times">
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col">Engine</th>
            <th scope="col">Median</th>
            <th scope="col">GFLOP/s</th>
            <th scope="col">Times the first</th>
            <th scope="col">
              <span class="visually-hidden">As a bar</span>
            </th>
          </tr>
        </thead>
        <tbody>{outcomes.map((outcome) => rowsOf(outcome))}</tbody>
      </table>
    </div>
  );
}

function rowsOf({ task, scores }: BenchOutcome) {
  const slowest = Math.max(...scores.map(([, score]) => (score.kind === 'timed' ? score.median : 0)));
  return scores.map(([id, score], i) => (
    <tr key={`${task.case.name} ${task.pass} ${id}`}>
      <th scope="row">{i === 0 ? `${task.case.name}${task.case.kind === 'gemm' ? '' : `, ${task.pass}`}` : ''}</th>
      <td class="text">{id}</td>
      {score.kind === 'timed' ? (
        <>
          <td>{score.median.toPrecision(3)} ms</td>
          <td>{score.gflops.toPrecision(3)}</td>
          <td>
            {score.ratio === undefined
              ? '1'
              : `${score.ratio.median.toPrecision(3)} (${score.ratio.low.toPrecision(2)} to ${score.ratio.high.toPrecision(2)})`}
          </td>
          <td class="bar">
            <meter min={0} max={slowest} value={score.median} aria-label={`${id}, beside the slowest`} />
          </td>
        </>
      ) : (
        <td class="text" colSpan={4}>
          {score.kind}: {score.reason}
        </td>
      )}
    </tr>
  ));
}
