import { useEffect } from 'preact/hooks';
import { Refused } from '../../convolution/refused.tsx';
import { WorkerFailure } from '../../engine/worker-failure.tsx';
import { SidePanel } from '../../shell/side-panel.tsx';
import { Confusion } from './confusion.tsx';
import { TrainControls } from './controls.tsx';
import { Curves } from './curves.tsx';
import { Draw } from './draw.tsx';
import { FeatureMapsView } from './feature-maps.tsx';
import { NetworkEditor } from './network-editor.tsx';
import { PlanTable } from './plan-table.tsx';
import { opened, problem, refusal, stop, trainer } from './state.ts';
import { Weights } from './weights.tsx';

/** A network that learns in this page. */
export function TrainRoom() {
  // What has been learned stays, and the room finds it again.
  useEffect(() => () => stop(), []);
  return (
    <div class="room with-controls">
      <SidePanel>
        <TrainControls />
      </SidePanel>
      <div class="stage">
        <WorkerFailure link={trainer} />
        <Refused refusal={trainer.failure.value === undefined ? (refusal.value ?? problem.value) : undefined} />
        <Curves />
        <div class="columns">
          <NetworkEditor />
          <PlanTable plan={opened.value} />
        </div>
        <div class="columns">
          <Draw />
          <Confusion />
        </div>
        <Weights />
        <FeatureMapsView />
      </div>
    </div>
  );
}
