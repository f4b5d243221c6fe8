/** Known failures: exact name of a run, and why the backend fails it. */
export type Waivers = Readonly<Record<string, string>>;

/** What is wrong with the waivers themselves: a reason left out, or a name that is no run of this backend. */
export function faultyWaivers(waivers: Waivers, runs: ReadonlySet<string>): string[] {
  return Object.entries(waivers).flatMap(([name, reason]) => [
    ...(runs.has(name) ? [] : [`waiver '${name}': no case has this name; correct or remove it`]),
    ...(reason.trim() === '' ? [`waiver '${name}': give a reason`] : []),
  ]);
}
