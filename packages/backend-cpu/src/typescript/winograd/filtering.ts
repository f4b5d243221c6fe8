/**
 * A minimal filtering algorithm for 3x3 taps, after Winograd: it turns a tile of outputs into products of single numbers,
 * fewer of them than the definition has.
 *
 *     Y = A' [ (G g G') . (B' d B) ] A        d input, g weight, Y output; ' transposes, . is elementwise
 *
 * Summed over channels, each of the products, the frequencies, becomes a matrix product. Everything between input and
 * output is a double and the rows of G are scaled to hold integers, so that no digits are lost and whole numbers give exact
 * results.
 */
export interface Filtering {
  /** Rows and columns of outputs in a tile. */
  readonly outputTile: number;
  /** Rows and columns of inputs in a tile. */
  readonly inputTile: number;
  /** How far apart the inputs of neighbouring tiles lie. */
  readonly inputStep: number;
  /** Elements of a transformed tile. */
  readonly frequencies: number;
  /** By how much too large the outputs are, and the gradients, because G was scaled. */
  readonly scale: number;
  /** Elements of a transformed weight, of which frequency f takes the one at `weightOf[f]`. */
  readonly weightFrequencies: number;
  readonly weightOf: readonly number[];
  /** The inputs of its tile that an output sees, along either axis: from `seenFrom[output]` up to `seenTo[output]`. */
  readonly seenFrom: readonly number[];
  readonly seenTo: readonly number[];

  /** `B' d B` of the tile at `at`, whose rows lie `rowStride` apart; frequency f goes to `panels[write + f * stride]`. */
  transformInput(from: Float64Array, at: number, rowStride: number, write: number, stride: number): void;

  /**
   * `G g G'`, scaled, of `count` 3x3 weights, `step` apart, into neighbouring steps of a panel. (Many at a time: called for
   * each weight, it would cost a tenth more where there are more weights than tiles.)
   */
  transformWeights(
    weight: Float32Array,
    from: number,
    step: number,
    tapStride: number,
    count: number,
    write: number,
    stride: number,
  ): void;

  /** `A' m A`, still scaled: the outputs of a tile, from the shared products at `at` to the shared result. */
  transformOutput(at: number): void;
}

/** An algorithm that also comes as its adjoint by g, which is the gradient by the weight: `G' [ (A dY A') . (B' d B) ] G`. */
export interface GradientFiltering extends Filtering {
  /** `A y A'` of a tile of outputs. */
  transformOutputGradient(from: Float64Array, at: number, rowStride: number, write: number, stride: number): void;

  /** `G' u G`, still scaled: the 3x3 gradient of a weight, from the shared products at `at` to the shared result. */
  transformWeightGradient(at: number): void;
}

/** The most frequencies and outputs a tile of any of the algorithms has. */
export const mostFrequencies = 81;
export const mostOutputs = 64;
