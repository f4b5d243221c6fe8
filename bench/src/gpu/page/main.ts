import { play } from '../../play.ts';
import type { Peer } from '../../peers/peer.ts';
import { adapterOf } from '../adapter.ts';
import { peersOn } from '../peers.ts';
import type { PageBench } from '../protocol.ts';

/** Milliseconds. Long enough that waiting, a few of them, is a small part. */
const sample = 100;

const interrupt = new AbortController();
let peers: [Peer, Peer] | undefined;

const bench: PageBench = {
  async open(engine) {
    const adapter = await adapterOf(engine);
    peers = await peersOn(engine, adapter);
    return { adapter, peers: peers.map(({ name, version, engine }) => ({ name, version, engine })) };
  },
  async play(task, { rounds, budget, hasProcessorTime }) {
    if (peers === undefined) throw new Error('play before open');
    const show = (stage: string) => void window.onStage(stage);
    const outcome = await play(task, peers, {
      all: true,
      rounds,
      budget,
      sample,
      signal: interrupt.signal,
      clock: () => performance.now(),
      work: hasProcessorTime ? () => window.processorTime() : undefined,
      pause: () => new Promise((resolve) => setTimeout(resolve)),
      onStage: show,
      onRound: (round) => show(`round ${round}`),
    });
    return outcome && { ...outcome, scores: [...outcome.scores] };
  },
  stop: () => interrupt.abort(),
};

window.bench = bench;
