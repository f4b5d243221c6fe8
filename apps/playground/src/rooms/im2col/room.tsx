import { ConvControls } from '../../convolution/controls.tsx';
import { Refused } from '../../engine/refused.tsx';
import { lab } from '../../convolution/state.ts';
import { Busy } from '../../engine/busy.tsx';
import { WorkerFailure } from '../../engine/worker-failure.tsx';
import { SidePanel } from '../../shell/side-panel.tsx';
import { Matrices } from './matrices.tsx';
import { Memory } from './memory.tsx';
import { isBusy, refusal, shown } from './state.ts';

/** The convolution as a product of matrices. */
export function ColumnsRoom() {
  const { value: columns } = shown;
  return (
    <div class="room with-controls">
      <SidePanel>
        <ConvControls mayTranspose={false} />
      </SidePanel>
      <div class="stage">
        <Busy isBusy={isBusy.value && lab.failure.value === undefined} />
        <WorkerFailure link={lab} />
        <Refused refusal={lab.failure.value === undefined ? refusal.value : undefined} />
        {columns === undefined ? (
          <p class="waiting">{refusal.value === undefined ? 'The engine is being loaded …' : ''}</p>
        ) : (
          <div class={refusal.value === undefined ? 'results' : 'results stale'}>
            <Matrices columns={columns} />
            <Memory columns={columns} />
          </div>
        )}
      </div>
    </div>
  );
}
