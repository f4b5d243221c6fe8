/** A ceiling on what the types cost: ResNet-50 as a reader would write it, layer by layer. */
import { expect, test } from 'vitest';
import { compile } from '../../scripts/compile.ts';

const CEILING = 50_000;

const header = `
import type { ConvShape } from '${source('conv.ts')}';
import type { LinearShape } from '${source('linear.ts')}';
import type { Padding2d } from '${source('padding.ts')}';
import type { PoolShape } from '${source('pool.ts')}';
import type { ReduceShape } from '${source('reduce.ts')}';
import type { Arg, PerAxis2 } from '${source('rule.ts')}';
import type { SameShape } from '${source('same.ts')}';
import type { Shape } from '${source('shape.ts')}';

interface Tensor<out S extends Shape> { readonly shape: S }
type Out<Result> = Result extends readonly any[] ? Tensor<Result> : Tensor<number[]>;

declare function tensor<const S extends number[]>(shape: readonly [...S]): Tensor<S>;
declare function relu<S extends Shape>(x: Tensor<S>): Tensor<S>;
declare function add<const A extends Shape, const B extends Shape>(
  a: Arg<SameShape<'add', A, B>, Tensor<A>>, b: Tensor<B>): Out<SameShape<'add', A, B>>;
declare function conv2d<
  const X extends Shape, const W extends Shape, const Stride extends PerAxis2 = 1, const P extends Padding2d = 0,
>(
  x: Arg<ConvShape<2, X, W, Stride, P>, Tensor<X>>, w: Tensor<W>, options?: { stride?: Stride; padding?: P },
): Out<ConvShape<2, X, W, Stride, P>>;
declare function maxPool2d<
  const X extends Shape, const K extends PerAxis2, const Stride extends PerAxis2 = K, const P extends Padding2d = 0,
>(
  x: Arg<PoolShape<'maxPool2d', 2, X, K, Stride, P>, Tensor<X>>, options: { kernel: K; stride?: Stride; padding?: P },
): Out<PoolShape<'maxPool2d', 2, X, K, Stride, P>>;
declare function mean<const X extends Shape, const A extends readonly number[]>(
  x: Arg<ReduceShape<'mean', X, A>, Tensor<X>>, axis: A): Out<ReduceShape<'mean', X, A>>;
declare function linear<const X extends Shape, const W extends Shape>(
  x: Arg<LinearShape<X, W>, Tensor<X>>, w: Tensor<W>): Out<LinearShape<X, W>>;
`;

function source(file: string): string {
  return new URL(file, import.meta.url).pathname;
}

function resnet50(): string {
  const lines: string[] = [];
  const assign = (expression: string): string => {
    lines.push(`const v${lines.length} = ${expression};`);
    return `v${lines.length - 1}`;
  };
  const conv = (x: string, from: number, to: number, kernel: number, stride: number, padding: number): string =>
    assign(`conv2d(${x}, tensor([${to}, ${from}, ${kernel}, ${kernel}]), { stride: ${stride}, padding: ${padding} })`);

  let x = assign('tensor([8, 3, 224, 224])');
  x = assign(`relu(${conv(x, 3, 64, 7, 2, 3)})`);
  x = assign(`maxPool2d(${x}, { kernel: 3, stride: 2, padding: 1 })`);
  let channels = 64;
  for (const [width, blocks, firstStride] of [
    [64, 3, 1],
    [128, 4, 2],
    [256, 6, 2],
    [512, 3, 2],
  ] as const) {
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 ? firstStride : 1;
      let y = assign(`relu(${conv(x, channels, width, 1, 1, 0)})`);
      y = assign(`relu(${conv(y, width, width, 3, stride, 1)})`);
      y = conv(y, width, width * 4, 1, 1, 0);
      const shortcut = block === 0 ? conv(x, channels, width * 4, 1, stride, 0) : x;
      x = assign(`relu(add(${y}, ${shortcut}))`);
      channels = width * 4;
    }
  }
  x = assign(`linear(mean(${x}, [2, 3]), tensor([1000, 2048]))`);
  return `${header}\n${lines.join('\n')}\nexport const logits: Tensor<[8, 1000]> = ${x};\n`;
}

test.each(['7', '5.9'] as const)('ResNet-50 stays cheap to check with TypeScript %s', async (version) => {
  const { instantiations, output } = await compile(resnet50(), version);
  expect(output).not.toContain('error');
  expect(instantiations).toBeGreaterThan(1_000);
  expect(instantiations).toBeLessThan(CEILING);
});
