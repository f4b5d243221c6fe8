export function TrainRoom() {
  return <p>soon</p>;
}
