import { ShapeError, type Tensor } from '@gemmule/core';

/**
 * Parameters that an optimiser treats in another way than the rest. A parameter belongs to the first group that matches it.
 *
 * @example
 * ```ts
 * // No decay for biases and whatever else has one dimension; small steps for the first layers.
 * const optimizer = nn.adamW({
 *   learningRate: 1e-3,
 *   groups: [
 *     { match: (name, parameter) => parameter.rank === 1, weightDecay: 0 },
 *     { match: /^backbone\./, learningRateFactor: 0.1 },
 *   ],
 * });
 * ```
 */
export interface ParameterGroup {
  /** Which parameters, by their names in `model.parameters()`. */
  readonly match: RegExp | ((name: string, parameter: Tensor) => boolean);
  /** What the optimiser's learning rate is multiplied by. Default 1. */
  readonly learningRateFactor?: number;
  /** In place of the optimiser's own. */
  readonly weightDecay?: number;
}

/** What a parameter is treated with. */
export interface GroupSettings {
  readonly learningRateFactor: number;
  /** Undefined for the optimiser's own. */
  readonly weightDecay: number | undefined;
}

const USUAL: GroupSettings = { learningRateFactor: 1, weightDecay: undefined };

/** Throws a ShapeError unless all numbers of the groups are in range. */
export function assertGroups(optimizer: string, groups: readonly ParameterGroup[]): void {
  groups.forEach(({ learningRateFactor = 1, weightDecay = 0 }, i) => {
    for (const [key, value] of Object.entries({ learningRateFactor, weightDecay })) {
      if (Number.isFinite(value) && value >= 0) continue;
      throw new ShapeError(
        `${optimizer}: ${key} of group ${i} must be a finite number of at least 0, got ${String(value)}`,
      );
    }
  });
}

/** The settings of the first group that matches. */
export function settingsOf(groups: readonly ParameterGroup[], name: string, parameter: Tensor): GroupSettings {
  const found = groups.find(({ match }) =>
    // `search`, unlike `test`, does not start where the last call of a global expression ended.
    match instanceof RegExp ? name.search(match) >= 0 : match(name, parameter),
  );
  if (found === undefined) return USUAL;
  return { learningRateFactor: found.learningRateFactor ?? 1, weightDecay: found.weightDecay };
}
