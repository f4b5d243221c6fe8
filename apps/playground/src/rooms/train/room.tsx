import { Refused } from '../../engine/refused.tsx';
import { WorkerFailure } from '../../engine/worker-failure.tsx';
import { SidePanel } from '../../shell/side-panel.tsx';
import { Confusion } from './confusion.tsx';
import { TrainControls } from './controls.tsx';
import { Curves } from './curves.tsx';
import { Draw } from './draw.tsx';
import { FeatureMapsView } from './feature-maps.tsx';
import { NetworkEditor } from './network-editor.tsx';
import { PlanTable } from './plan-table.tsx';
import { opened, plan, problem, refusal, trainer } from './state.ts';
import { Weights } from './weights.tsx';

/** A network that learns in this page; it goes on while one looks at another room. */
export function TrainRoom() {
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
          <PlanTable plan={opened.value && plan.answer.value} />
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
