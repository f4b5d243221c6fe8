import { show } from './bad.ts';
import type { StoredWeight } from './weights.ts';

/** The weights of a file by the layers that they belong to. Each belongs to one. */
export class WeightSource {
  readonly #weights: ReadonlyMap<string, StoredWeight>;
  /** Full names by their last two parts, where others may stand before these. */
  readonly #ends = new Map<string, string[]>();
  readonly #owners = new Map<string, object>();

  constructor(weights: ReadonlyMap<string, StoredWeight>) {
    this.#weights = weights;
    for (const name of weights.keys()) {
      const end = name.split('/').slice(-2).join('/');
      const names = this.#ends.get(end) ?? [];
      names.push(name);
      this.#ends.set(end, names);
    }
  }

  /**
   * The weight of a layer: `layer/name`, behind the names of the models that it is in, or of some of them.
   *
   * @param refuse throws; is told why there is no such weight, unless it is only missing
   */
  find(
    owner: object,
    models: readonly string[],
    layer: string,
    name: string,
    refuse: (why: string) => never,
  ): StoredWeight | undefined {
    const candidates = [...models.map((_, i) => [...models.slice(i), layer, name].join('/')), `${layer}/${name}`];
    const ends = this.#ends.get(`${layer}/${name}`) ?? [];
    const found = candidates.find((one) => this.#weights.has(one)) ?? ends[0];
    if (found === undefined) return undefined;
    if (!candidates.includes(found) && ends.length > 1) {
      refuse(`its ${name} could be ${show(ends[0]!)} or ${show(ends[1]!)}`);
    }
    const other = this.#owners.get(found);
    if (other !== undefined && other !== owner) refuse(`its weight ${show(found)} is that of another layer, too`);
    this.#owners.set(found, owner);
    return this.#weights.get(found);
  }

  /** What no layer has asked for. */
  unused(): string[] {
    return [...this.#weights.keys()].filter((name) => !this.#owners.has(name));
  }
}
