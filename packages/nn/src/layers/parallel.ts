import { concat, concatRule, type ConcatShape, scope, type Shape } from '@gemmule/core';
import { within } from '../layer/chain.ts';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import type { Apply, Fns, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link parallel} does to shapes: what the branches do, with the channels of all of them. */
export interface Parallel<F extends readonly ShapeFn[]> extends ShapeFn {
  readonly out: Joined<Branches<this['in'], F>>;
}

/** The results of all branches, or the sentence of the first that does not fit. */
type Branches<S, F extends readonly ShapeFn[], Results extends readonly Shape[] = []> = F extends readonly [
  infer First extends ShapeFn,
  ...infer Rest extends readonly ShapeFn[],
]
  ? Apply<First, S> extends infer Result
    ? Result extends string
      ? `parallel: branch ${Results['length']}: ${Result}`
      : Result extends Shape
        ? Branches<S, Rest, [...Results, Result]>
        : never
    : never
  : F extends readonly []
    ? Results
    : readonly number[][]; // a list of branches made at run time

type Joined<Results> = Results extends string
  ? Results
  : Results extends readonly Shape[]
    ? ConcatShape<Results, 1> extends infer Result
      ? Result extends string
        ? `parallel: ${Result}`
        : Result
      : never
    : never;

/**
 * Branches side by side: each gets the input, and their results are joined along the channels, as in Inception (Szegedy and
 * others, 2014). A branch of several layers is a `sequential`; one without layers, `nn.sequential()`, hands on the input.
 *
 * @throws Nothing; branches that do not fit together are a ShapeError when it is used.
 * @example
 * ```ts
 * const block = nn.parallel(
 *   nn.conv2d({ in: 16, out: 8, kernel: 1 }),
 *   nn.sequential(nn.conv2d({ in: 16, out: 4, kernel: 1 }), nn.relu(), nn.conv2d({ in: 4, out: 8, kernel: 3, padding: 1 })),
 *   nn.maxPool2d({ kernel: 3, stride: 1, padding: 1 }),
 * );
 * const y = block.forward(ones([1, 16, 8, 8]));   // Tensor<[1, 32, 8, 8]>
 * ```
 */
export function parallel<const L extends readonly AnyLayer[]>(...branches: L): Layer<Parallel<Fns<L>>> {
  return layer({
    kind: 'parallel',
    layers: branches,
    forward: (x, pass) =>
      scope(() => {
        const results = branches.map((branch, i) => within(`parallel: branch ${i}`, () => branch.run(x, pass)));
        return within('parallel', () => {
          concatRule(
            results.map(({ shape }) => shape),
            1,
          );
          return concat<typeof results, number>(results, 1);
        });
      }),
    plan(inputShape, planner) {
      const shapes = branches.map((branch, i) =>
        within(`parallel: branch ${i}`, () => planner.branch(() => planner.run(String(i), branch, inputShape))),
      );
      return within('parallel', () => concatRule(shapes, 1).shape);
    },
  });
}
