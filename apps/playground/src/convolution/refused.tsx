import type { Refusal } from './lab.ts';

/** The engine's own sentence about settings that do not fit. There is always room for it, so that nothing jumps. */
export function Refused({ refusal }: { readonly refusal: Refusal | undefined }) {
  return (
    <div class="refusal" role="alert">
      {refusal !== undefined && (
        <>
          <strong>{refusal.error}</strong> {refusal.message}
        </>
      )}
    </div>
  );
}
