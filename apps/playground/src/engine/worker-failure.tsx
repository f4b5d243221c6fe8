import type { WorkerLink } from './worker-link.ts';

/** Says that a worker ended, why, and how to go on. */
export function WorkerFailure({ link }: { readonly link: WorkerLink<never> | WorkerLink<unknown> }) {
  if (link.failure.value === undefined) return null;
  return (
    <div class="refusal" role="alert">
      <strong>The engine stopped</strong> {link.failure.value}{' '}
      <button type="button" onClick={link.restart}>
        Start it again
      </button>
    </div>
  );
}
