import { type Shape, type Tensor, tensor, zeros } from '@gemmule/core';
import { describe, expectTypeOf, test } from 'vitest';
import * as nn from '../index.ts';

declare const unknownBatch: Tensor<[number, 3, 32, 32]>;
declare const unknownShape: Tensor<number[]>;
declare const namedBatch: Tensor<['B', 3, 32, 32]>;
declare const anything: any;
declare const k: number;

const convolutions = () =>
  [nn.conv2d({ in: 3, out: 16, kernel: 3 }), nn.conv2d({ in: 8, out: 16, kernel: 3 })] as const;

const net = () =>
  nn.network(
    ['N', 3, 32, 32],
    nn.conv2d({ in: 3, out: 16, kernel: 3 }),
    nn.relu(),
    nn.conv2d({ in: 16, out: 16, kernel: 3 }),
    nn.flatten(),
    nn.linear(12544, 10),
  );

describe('network', () => {
  test('binds the batch', () => {
    expectTypeOf(net()).toEqualTypeOf<nn.Model<['N', 3, 32, 32], ['N', 10]>>();
    expectTypeOf(net().forward(zeros([8, 3, 32, 32]))).toEqualTypeOf<Tensor<[8, 10]>>();
    expectTypeOf(net().forward(unknownBatch)).toEqualTypeOf<Tensor<[number, 10]>>();
    expectTypeOf(net().forward(unknownShape)).toEqualTypeOf<Tensor<[number, 10]>>();
    expectTypeOf(net().forward(namedBatch)).toEqualTypeOf<Tensor<['B', 10]>>();
    expectTypeOf(net().forward(anything)).toEqualTypeOf<Tensor<[number, 10]>>();
  });

  test('the network of the read-me', () => {
    const model = nn.network(
      ['N', 1, 28, 28],
      nn.conv2d({ in: 1, out: 16, kernel: 3, padding: 'same' }),
      nn.relu(),
      nn.maxPool2d({ kernel: 2 }),
      nn.conv2d({ in: 16, out: 32, kernel: 3, padding: 'same' }),
      nn.relu(),
      nn.maxPool2d({ kernel: 2 }),
      nn.flatten(),
      nn.linear(32 * 7 * 7, 10), // a product is a `number` for the compiler: checked at run time
    );
    expectTypeOf(model.forward(zeros([8, 1, 28, 28]))).toEqualTypeOf<Tensor<[8, 10]>>();
  });

  test('a layer that does not fit is an error on its own line, with the sentence of the rule', () => {
    nn.network(
      [8, 3, 32, 32],
      nn.conv2d({ in: 3, out: 16, kernel: 3 }),
      nn.relu(),
      // @ts-expect-error 8 channels wanted
      nn.conv2d({ in: 8, out: 16, kernel: 3 }),
      nn.flatten(), // no second error
    );
    const [fits, misfit] = convolutions();
    expectTypeOf<nn.Walk<['N', 3, 32, 32], [typeof fits, typeof misfit]>>().toEqualTypeOf<{
      readonly at: '1';
      readonly sentence: 'layer 1: conv2d: input has 16 channels but weight [16, 8, 3, 3] with groups 1 expects 8 (input [N, 16, 30, 30])';
    }>();
    const model = nn.network(
      [8, 3, 32, 32],
      nn.flatten(),
      // @ts-expect-error 3072 features
      nn.linear(100, 10),
      nn.relu(),
    );
    expectTypeOf(model).toEqualTypeOf<nn.Model<[8, 3, 32, 32], number[]>>();
  });

  test('an input that does not fit is an error at forward', () => {
    // @ts-expect-error 4 channels
    net().forward(zeros([8, 4, 32, 32]));
    // @ts-expect-error 3 dimensions
    net().forward(zeros([8, 3, 32]));
    expectTypeOf<
      nn.Apply<nn.Named<['N', 3, 32, 32], ['N', 10]>, [8, 4, 32, 32]>
    >().toEqualTypeOf<'network: input must be [N, 3, 32, 32], got [8, 4, 32, 32]'>();
  });

  test('a name is one size everywhere', () => {
    const square = nn.network(['N', 1, 'S', 'S'], nn.relu());
    expectTypeOf(square.forward(zeros([2, 1, 8, 8]))).toEqualTypeOf<Tensor<[2, 1, 8, 8]>>();
    // @ts-expect-error not a square
    square.forward(zeros([2, 1, 8, 9]));
    expectTypeOf<
      nn.Apply<nn.Named<['S', 'S'], ['S']>, [8, 9]>
    >().toEqualTypeOf<'network: input must be [S, S], got [8, 9] (S is both 8 and 9)'>();
  });

  test('names of images become unknown sizes behind a convolution', () => {
    const model = nn.network(['N', 3, 'H', 'W'], nn.conv2d({ in: 3, out: 8, kernel: 3 }));
    expectTypeOf(model).toEqualTypeOf<nn.Model<['N', 3, 'H', 'W'], ['N', 8, number, number]>>();
  });

  test('fits where any model is wanted', () => {
    expectTypeOf(net()).toExtend<nn.AnyLayer>();
    expectTypeOf(net()).toExtend<nn.Layer<nn.Named<['N', 3, 32, 32], ['N', 10]>>>();
  });

  test('runs for a generic batch', () => {
    function classify<N extends number>(x: Tensor<[N, 3, 32, 32]>): Tensor<[N, 10]> {
      return net().forward(x);
    }
    expectTypeOf(classify(zeros([5, 3, 32, 32]))).toEqualTypeOf<Tensor<[5, 10]>>();
  });
});

describe('gradual types', () => {
  test('unknown configurations give unknown dimensions', () => {
    expectTypeOf(nn.conv2d({ in: 3, out: 64, kernel: k }).forward(zeros([8, 3, 32, 32]))).toEqualTypeOf<
      Tensor<[8, 64, number, number]>
    >();
    expectTypeOf(nn.conv2d({ in: k, out: k, kernel: 3 }).forward(zeros([8, 3, 32, 32]))).toEqualTypeOf<
      Tensor<[8, number, 30, 30]>
    >();
    expectTypeOf(nn.conv2d({ in: k, out: 7, kernel: k, groups: k }).forward(zeros([8, 3, 32, 32]))).toEqualTypeOf<
      Tensor<[8, 7, number, number]>
    >();
    const config: { in: number; out: number; kernel: number; stride?: number } = { in: 3, out: 8, kernel: 3 };
    expectTypeOf(nn.conv2d(config).forward(zeros([8, 3, 32, 32]))).toEqualTypeOf<Tensor<[8, number, number, number]>>();
  });

  test('unknown shapes give what the layer knows', () => {
    const layer = nn.conv2d({ in: 3, out: 5, kernel: 3 });
    expectTypeOf(layer.forward(unknownShape)).toEqualTypeOf<Tensor<[number, 5, number, number]>>();
    expectTypeOf(layer.forward(anything)).toEqualTypeOf<Tensor<[number, 5, number, number]>>();
    expectTypeOf(nn.linear(3, 5).forward(unknownShape)).toEqualTypeOf<Tensor<number[]>>();
  });

  test('layers made at run time', () => {
    const list = [1, 2].map((out) => nn.conv2d({ in: 3, out, kernel: 3 }));
    expectTypeOf(nn.sequential(...list).forward(zeros([8, 3, 32, 32]))).toEqualTypeOf<Tensor<number[]>>();
    const mixed = nn.sequential(nn.conv2d({ in: 3, out: 8, kernel: 3 }), ...list);
    expectTypeOf(mixed.forward(zeros([8, 3, 32, 32]))).toEqualTypeOf<Tensor<number[]>>();
    expectTypeOf(nn.network(['N', 3, 8, 8], ...list)).toEqualTypeOf<nn.Model<['N', 3, 8, 8], number[]>>();
  });

  test('one of two layers', () => {
    const either = k > 0 ? nn.relu() : nn.softmax();
    expectTypeOf(nn.network([1, 3, 8, 8], either)).toExtend<nn.AnyLayer>();
  });

  test('inside of functions that are generic over channels, batch or whole shapes', () => {
    function block<const C extends number>(c: C) {
      return nn.sequential(nn.conv2d({ in: c, out: c, kernel: 3, padding: 1 }), nn.relu());
    }
    expectTypeOf(block(64).forward(zeros([1, 64, 8, 8]))).toEqualTypeOf<Tensor<[1, 64, 8, 8]>>();
    // @ts-expect-error 32 channels
    block(64).forward(zeros([1, 32, 8, 8]));

    function first<N extends number>(x: Tensor<[N, 3, 224, 224]>): Tensor<[N, 64, 112, 112]> {
      return nn.conv2d({ in: 3, out: 64, kernel: 7, stride: 2, padding: 3 }).forward(x);
    }
    expectTypeOf(first(zeros([2, 3, 224, 224]))).toEqualTypeOf<Tensor<[2, 64, 112, 112]>>();

    function rectify<S extends Shape>(x: Tensor<S>) {
      return nn.network(['N', 3], nn.relu()).run(x);
    }
    expectTypeOf(rectify(tensor([1, 2, 3], [1, 3]))).toEqualTypeOf<Tensor<number[]>>();
  });

  test('in a loop', () => {
    let x: Tensor<[number, 8, number, number]> = nn.conv2d({ in: 3, out: 8, kernel: 3 }).forward(zeros([1, 3, 64, 64]));
    for (let i = 0; i < 4; i++) x = nn.conv2d({ in: 8, out: 8, kernel: 3 }).forward(x);
    expectTypeOf(x).toEqualTypeOf<Tensor<[number, 8, number, number]>>();
  });

  test('large sizes', () => {
    expectTypeOf(
      nn.conv2d({ in: 65536, out: 1, kernel: 65536 }).forward(zeros([1, 65536, 65536, 65536])),
    ).toEqualTypeOf<Tensor<[1, 1, 1, 1]>>();
    expectTypeOf(nn.flatten().forward(zeros([1, 2097151, 4294967297]))).toEqualTypeOf<Tensor<[1, 9007194961870847]>>();
  });
});
