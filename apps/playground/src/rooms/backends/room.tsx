import { useEffect } from 'preact/hooks';
import { probeEngines } from '../../engine/reports.ts';
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
      <div class="refusal" role="alert">
        {problem.value !== undefined && (
          <>
            <strong>BackendError</strong> {problem.value}
          </>
        )}
      </div>
      <EngineTable />
      <ProofSection />
      <BenchSection />
    </div>
  );
}
