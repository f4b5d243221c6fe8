import { beginAnew, isReady, losses, phase } from './state.ts';
import { pause, stepOnce, stop, train } from './training.ts';

/** Starts, holds and ends a training. */
export function TrainButtons() {
  const isIdle = phase.value === 'idle';
  return (
    <div class="row" role="group" aria-label="Training">
      {isIdle ? (
        <button type="button" class="primary" disabled={!isReady.value} onClick={() => void train()}>
          {losses.value.length === 0 ? 'Train' : 'Train on'}
        </button>
      ) : (
        <button type="button" class="primary" onClick={() => pause(phase.value === 'running')}>
          {phase.value === 'running' ? 'Pause' : 'Go on'}
        </button>
      )}
      <button type="button" disabled={!isReady.value} onClick={stepOnce}>
        Step
      </button>
      {isIdle ? (
        <button type="button" disabled={losses.value.length === 0} onClick={beginAnew}>
          Begin anew
        </button>
      ) : (
        <button type="button" onClick={stop}>
          Stop
        </button>
      )}
    </div>
  );
}
