import type { Refusal } from './refusal.ts';

/** The engine's own sentence about what does not fit. */
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
