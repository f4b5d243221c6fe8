import { readdirSync, readFileSync } from 'node:fs';

/** A process as `/proc` knows it. */
export interface ProcessStat {
  readonly id: number;
  readonly parent: number;
}

/** Whether the host tells the time that processes have computed: Linux does. */
export const hasProcessorTime: boolean = process.platform === 'linux';

/** Milliseconds that all descendants of a process have computed so far, in all their threads. */
export function processorTimeBelow(root: number): number {
  const processes = numbersIn('/proc').flatMap((id) => {
    const stat = read(`/proc/${id}/stat`);
    return stat === undefined ? [] : [{ id, parent: parentIn(stat) }];
  });
  return descendants(processes, root)
    .flatMap((id) => numbersIn(`/proc/${id}/task`).map((thread) => read(`/proc/${id}/task/${thread}/schedstat`)))
    .reduce((sum, schedstat) => sum + nanosecondsIn(schedstat ?? '0') / 1e6, 0);
}

/** Children of `root`, their children and so on. */
export function descendants(processes: readonly ProcessStat[], root: number): number[] {
  const children = processes.filter(({ parent }) => parent === root).map(({ id }) => id);
  return children.flatMap((id) => [id, ...descendants(processes, id)]);
}

/** From `/proc/<id>/stat`: the second word after the name, which is in brackets and may hold anything. */
export function parentIn(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** From `/proc/<id>/schedstat`, whose first number is the time on a processor. */
function nanosecondsIn(schedstat: string): number {
  return Number(schedstat.split(' ')[0]);
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return []; // It has ended.
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // It has ended.
  }
}
