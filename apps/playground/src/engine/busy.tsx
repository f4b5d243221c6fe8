/** Says that the engine computes, when it takes longer than a moment. */
export function Busy({ isBusy }: { readonly isBusy: boolean }) {
  return isBusy ? (
    <p class="busy" role="status">
      Computing …
    </p>
  ) : null;
}
