import { useSignal } from '@preact/signals';
import { ConvControls } from '../../convolution/controls.tsx';
import { convolution, isBusy, lab, refusal } from '../../convolution/state.ts';
import { Transport } from '../../convolution/transport.tsx';
import { Busy } from '../../engine/busy.tsx';
import { WorkerFailure } from '../../engine/worker-failure.tsx';
import { SidePanel } from '../../shell/side-panel.tsx';
import { Refused } from '../../engine/refused.tsx';
import { Code } from './code.tsx';
import { Formulas } from './formulas.tsx';
import { Inspector } from './inspector.tsx';
import { Pictures, type Pointed } from './pictures.tsx';
import { ReceptiveFields } from './receptive-fields.tsx';

/** One convolution, number by number. */
export function ArithmeticRoom() {
  const pointed = useSignal<Pointed | undefined>(undefined);
  const { value: shown } = convolution;
  return (
    <div class="room with-controls">
      <SidePanel>
        <ConvControls mayTranspose />
      </SidePanel>
      <div class="stage">
        <Busy isBusy={isBusy.value && lab.failure.value === undefined} />
        <WorkerFailure link={lab} />
        <Refused refusal={lab.failure.value === undefined ? refusal.value : undefined} />
        {shown === undefined ? (
          <p class="waiting">{refusal.value === undefined ? 'The engine is being loaded …' : ''}</p>
        ) : (
          <div class={refusal.value === undefined ? 'results' : 'results stale'}>
            <Pictures convolution={shown} pointed={pointed} />
            <Transport output={shown.output} />
            <Inspector convolution={shown} pointed={pointed.value} />
            <div class="columns">
              <Formulas convolution={shown} />
              <ReceptiveFields convolution={shown} />
            </div>
            <Code convolution={shown} />
          </div>
        )}
      </div>
    </div>
  );
}
