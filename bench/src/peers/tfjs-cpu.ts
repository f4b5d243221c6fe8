import { version_cpu } from '@tensorflow/tfjs-backend-cpu';
import type { Task } from '../cases.ts';
import { networks, networkFlop } from '../training/networks.ts';
import { registerGradients } from '../training/tfjs-gradients.ts';
import type { Peer } from './peer.ts';
import { tfjs } from './tfjs.ts';

/** TensorFlow.js on its CPU backend, which is JavaScript. */
export async function tfjsCpu(): Promise<Peer> {
  await registerGradients();
  return { ...(await tfjs('cpu')), name: 'tfjs-cpu', version: version_cpu, threads: 1, slow };
}

function slow({ case: subject, pass }: Task): string | undefined {
  if (pass === 'filter gradient') return "tfjs-cpu's filter gradient takes 10 to 40 seconds a call";
  if (pass !== 'training step' || subject.kind !== 'network') return undefined;
  const large = subject.batch * networkFlop(networks[subject.network]).training > 1e9;
  return large ? 'tfjs-cpu takes minutes for a training step of this network' : undefined;
}
