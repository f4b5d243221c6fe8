import * as nn from '@gemmule/nn';

/** What {@link lenet5} may be told. */
export interface Lenet5Options<Classes extends number> {
  /** Default 10. */
  readonly classes?: Classes;
}

/**
 * LeNet-5 (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998) for images of
 * 28 x 28, as it is taught today: every map sees all maps before it, plain max pooling, a linear last layer. 61,706 parameters.
 *
 * @throws ShapeError, when it is made, for a number of channels or classes that is not a positive integer.
 * @example
 * ```ts
 * const model = lenet5();
 * const scores = model.forward(ones([8, 1, 28, 28]));   // Tensor<[8, 10]>
 * ```
 */
export function lenet5<const Classes extends number = 10>(
  options: Lenet5Options<Classes> = {},
): nn.Model<['N', 1, 28, 28], ['N', Classes]> {
  const { classes = 10 as Classes } = options;
  const model: nn.AnyLayer = nn.network(
    ['N', 1, 28, 28],
    nn.conv2d({ in: 1, out: 6, kernel: 5, padding: 2 }),
    nn.relu(),
    nn.maxPool2d({ kernel: 2 }),
    nn.conv2d({ in: 6, out: 16, kernel: 5 }),
    nn.relu(),
    nn.maxPool2d({ kernel: 2 }),
    nn.flatten(),
    nn.linear(400, 120),
    nn.relu(),
    nn.linear(120, 84),
    nn.relu(),
    nn.linear<84, number>(84, classes),
  );
  return model as nn.Model<['N', 1, 28, 28], ['N', Classes]>;
}
