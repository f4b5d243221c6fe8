import { useEffect } from 'preact/hooks';
import { probeEngines } from '../../engine/reports.ts';
import { Refused } from '../../engine/refused.tsx';
import { WorkerFailure } from '../../engine/worker-failure.tsx';
import { BenchSection } from './bench-section.tsx';
import { EngineTable } from './engine-table.tsx';
import { ProofSection } from './proof-section.tsx';
import { problem, prover } from './state.ts';

/** What this browser computes with: whether it is right, and how fast. */
export function BackendsRoom() {
  useEffect(() => void probeEngines(), []);
  return (
    <div class="room stage">
      <WorkerFailure link={prover} />
      <Refused refusal={prover.failure.value === undefined ? problem.value : undefined} />
      <EngineTable />
      <ProofSection />
      <BenchSection />
    </div>
  );
}
