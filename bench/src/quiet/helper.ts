/* A thread that carries its part of the burden whenever it is asked to, and sleeps in between. */
import { parentPort, workerData } from 'node:worker_threads';
import { burden } from './burden.ts';
import { doneWord, type HelperStart, startWord } from './words.ts';

const { shared, repeats } = workerData as HelperStart;
const carry = await burden();
carry(repeats);
parentPort?.postMessage('ready');
for (let asked = 0; ; asked++) {
  Atomics.wait(shared, startWord, asked);
  carry(repeats);
  Atomics.add(shared, doneWord, 1);
  Atomics.notify(shared, doneWord);
}
