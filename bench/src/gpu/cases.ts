import { allTasks, type ReadbackCase, type Task, taskOf } from '../cases.ts';

/** As large as the output of a layer of 64 channels at 56 x 56. */
const readback: ReadbackCase = { kind: 'readback', name: 'readback of 0.8 MB', shape: [64, 56, 56] };

/** What is measured on a GPU: the CPU's tasks but the large network, which takes rasterisers minutes, and reading. */
export function gpuTasks(): Task[] {
  const tasks = allTasks().filter(({ case: subject }) => subject.kind !== 'network' || subject.network === 'lenet');
  return [...tasks, taskOf(readback, 'forward')];
}
