// The program of a worker thread, a script without imports: the engine starts it from a string, so that no bundler has to
// find it. The words are those of control.ts.

/** @param {import('./worker-start.ts').WorkerStart} start */
function work({ module, memory, control, thread, kernels, unrolled, words }) {
  const { exports } = new WebAssembly.Instance(module, {
    env: {
      memory,
      abort() {
        throw new Error('a kernel stopped');
      },
    },
  });
  if (unrolled) exports.unrollTiles();
  const shared = new Int32Array(memory.buffer, control, words.controlWords);
  const job = control + words.jobWord * 4;
  // Calls of another thread arrive within microseconds while it computes: look a while before going to sleep.
  const looks = 4000;

  function take() {
    for (;;) {
      const remaining = Atomics.load(shared, words.remainingWord);
      if (remaining <= 0) return -1;
      if (Atomics.compareExchange(shared, words.remainingWord, remaining, remaining - 1) === remaining)
        return remaining - 1;
    }
  }

  function drain() {
    for (let chunk = take(); chunk >= 0; chunk = take()) {
      const scratch = (shared[words.scratchWord] >>> 0) + thread * shared[words.scratchStrideWord];
      try {
        exports[kernels[shared[words.kernelWord]]](job, scratch, chunk);
      } catch {
        Atomics.store(shared, words.failedWord, 1);
      }
      Atomics.add(shared, words.doneWord, 1);
      Atomics.notify(shared, words.doneWord);
    }
  }

  while (Atomics.load(shared, words.stopWord) === 0) {
    const generation = Atomics.load(shared, words.generationWord);
    drain();
    let look = 0;
    while (look < looks && Atomics.load(shared, words.generationWord) === generation) look++;
    if (look === looks) Atomics.wait(shared, words.generationWord, generation);
  }
}

if (typeof process === 'object' && process.versions?.node !== undefined) {
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  parentPort.once('message', (start) => {
    parentPort.postMessage('ready');
    work(start);
  });
} else {
  self.addEventListener('message', ({ data }) => {
    self.postMessage('ready');
    work(data);
  });
}
