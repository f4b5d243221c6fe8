import { type EngineId, engineIds } from '../../engine/engines.ts';
import { decimal, integers, oneOf } from '../../shell/parameters.ts';
import type { Subject } from './protocol.ts';

export interface BackendsSettings {
  /** What is proven. */
  readonly subject: Subject;
  readonly seed: number;
  /** Share of the random tries. */
  readonly tries: number;
  /** What is timed; the first is what others are compared with. */
  readonly timed: readonly EngineId[];
}

export const subjects: readonly Subject[] = [...engineIds, 'broken'];

export const defaults: BackendsSettings = { subject: 'auto', seed: 1, tries: 0.1, timed: ['auto', 'typescript'] };

export function readBackendsSettings(parameters: URLSearchParams): BackendsSettings {
  const timed = parameters.get('timed')?.split(',');
  const known = timed?.flatMap((id) => oneOf(id, engineIds) ?? []);
  return {
    subject: oneOf(parameters.get('engine'), subjects) ?? defaults.subject,
    seed: integers(parameters.get('seed'), [0, 1e9])?.[0] ?? defaults.seed,
    tries: decimal(parameters.get('tries'), [0.01, 1]) ?? defaults.tries,
    timed: known === undefined ? defaults.timed : [...new Set(known)],
  };
}

export function writeBackendsSettings({ subject, seed, tries, timed }: BackendsSettings): URLSearchParams {
  return new URLSearchParams([
    ...(subject === defaults.subject ? [] : [['engine', subject]]),
    ...(seed === defaults.seed ? [] : [['seed', `${seed}`]]),
    ...(tries === defaults.tries ? [] : [['tries', `${tries}`]]),
    ...(timed.join() === defaults.timed.join() ? [] : [['timed', timed.join(',')]]),
  ]);
}
