import { type Backend, registerBackend, unregisterBackend, UsageError } from '@gemmule/core';
import type * as nn from '@gemmule/nn';
import { createEngine } from '../../engine/engines.ts';
import { buildNetwork } from '../../network/build.ts';
import { side } from '../../network/data-files.ts';
import { parseNetwork } from '../../network/network-code.ts';
import type { TrainSettings } from './settings.ts';
import type { Opened, Plan } from './trainer.ts';

/** What a network must be to learn here: a score for each class. */
export type Classifier = nn.Model<['N', 1, 28, 28], ['N', 10]>;

/** A network on its backend. */
export interface Session {
  readonly backend: Backend;
  readonly model: Classifier;
  readonly opened: Opened;
}

/** Most that a link may ask for. */
const most = { parameters: 2e7, flops: 2e9 } as const;

/** The one backend there is: a GPU's memory is soon full. */
let home: { readonly engine: TrainSettings['engine']; readonly backend: Backend } | undefined;

/**
 * Makes a network. Where the engine stays, so does the backend.
 *
 * @throws CodeError, ShapeError, BackendError or UsageError where there can be no such network.
 */
export async function openSession({ code, engine, seed, batch }: TrainSettings): Promise<Session> {
  const model = buildNetwork(parseNetwork(code));
  const backend = await backendFor(engine);
  const { outputShape, totals } = model.plan([1, 1, side, side], { backend });
  assertClasses(outputShape);
  assertAffordable(totals.parameters, totals.flops);
  model.initialize({ seed, backend });
  // As its plan says.
  const session = { backend, model: model as Classifier };
  const weights = [...model.slots.keys()].filter((name) => name.endsWith('.weight')).map((name) => name.slice(0, -7));
  const opened = {
    engine: `${backend.name} ${backend.engine}`,
    isNew: true,
    weights,
    plan: planOf(session, batch),
  };
  return { ...session, opened };
}

/** For a step of training. */
export function planOf({ model, backend }: Pick<Session, 'model' | 'backend'>, batch: number): Plan {
  const { rows, totals } = model.plan([batch, 1, side, side], { backend, training: true });
  return { rows, totals };
}

async function backendFor(engine: TrainSettings['engine']): Promise<Backend> {
  if (home?.engine === engine) return home.backend;
  leaveHome();
  const backend = await registerBackend(createEngine(engine));
  home = { engine, backend };
  return backend;
}

/** Ends the backend, and with it all that lives on it. */
export function leaveHome(): void {
  if (home !== undefined) unregisterBackend(home.backend);
  home = undefined;
}

function assertClasses(shape: readonly number[]): void {
  if (shape.length === 2 && shape[1] === 10) return;
  throw new UsageError(
    `the network gives [${['N', ...shape.slice(1)].join(', ')}], must give [N, 10]: a score for each class`,
  );
}

function assertAffordable(parameters: number, flops: number): void {
  if (parameters > most.parameters) {
    throw new UsageError(
      `the network has ${parameters} parameters; the most that this page takes are ${most.parameters}`,
    );
  }
  if (flops > most.flops) {
    throw new UsageError(
      `the network takes ${flops} operations an image; the most that this page takes are ${most.flops}`,
    );
  }
}
