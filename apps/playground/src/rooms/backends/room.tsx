export function BackendsRoom() {
  return <p>soon</p>;
}
