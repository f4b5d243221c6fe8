/**
 * Tensors with shapes the compiler knows, convolutions and gradients over plug-in backends.
 *
 * @packageDocumentation
 */
export { BackendError, FormatError, ShapeError, UsageError } from './errors.ts';

export type { Backend } from './backend/backend.ts';
export type {
  ConvDimensions,
  ConvolutionKernels,
  ConvProduct,
  ConvTranspose,
  Gemm,
  Im2col,
  Matrix,
  WorkspacePreference,
} from './backend/convolution.ts';
export type { Binary, BinaryFunction, ElementwiseKernels, Unary, UnaryFunction } from './backend/elementwise.ts';
export type { Copy, Fill, MovementKernels } from './backend/movement.ts';
export type {
  Activation,
  AdamStep,
  Conv,
  ConvWeightGradient,
  Gather,
  GatherSizes,
  Overrides,
  ScatterAdd,
  SgdStep,
  Softmax,
} from './backend/overrides.ts';
export type { AvgPool, AvgPoolGradient, MaxPool, MaxPoolGradient, PoolingKernels } from './backend/pooling.ts';
export type { Argmax, Reduce, ReduceFunction, ReductionKernels } from './backend/reduction.ts';
export { getBackend, listBackends, registerBackend, setBackend, unregisterBackend } from './backend/registry.ts';
export type { BackendBuffer, DType, HostArray, StorageKernels, StorageStatistics } from './backend/storage.ts';

export { AnyTensor, type IndexOut, IntTensor, type Out, type ShapeOf, Tensor } from './tensor.ts';
export { type Data, full, ones, scalar, tensor, type TensorOptions, zeros } from './create.ts';
export { widen } from './widen.ts';

export {
  type CustomGradient,
  customGradient,
  type CustomOperation,
  type ForwardValues,
} from './autograd/custom-gradient.ts';
export { detach } from './autograd/detach.ts';
export { type GradientOptions, gradients } from './autograd/gradients.ts';
export { noGrad } from './autograd/record.ts';

export { debugMemory, type Leak, leakReport } from './memory/leaks.ts';
export { memory, type MemoryStatistics, trimMemory } from './memory/memory.ts';
export { keep, scope } from './memory/scope.ts';
export { Workspace } from './memory/workspace.ts';

export { observeOperations } from './profile/observe-operations.ts';
export type { Observer } from './profile/observer.ts';
export { profile, type Profile } from './profile/profile.ts';
export type { KernelRun } from './profile/recorder.ts';
export type { OperationRow } from './profile/table.ts';

export { type Generator, generator } from './random/generator.ts';
export {
  kaimingNormal,
  type KaimingOptions,
  kaimingUniform,
  randomNormal,
  type RandomOptions,
  randomUniform,
  xavierNormal,
  xavierUniform,
} from './random/initializers.ts';

export { type AnyConvOptions, conv, type ConvOp, type ConvOpOptions } from './ops/conv/conv.ts';
export { conv1d } from './ops/conv/conv1d.ts';
export { conv2d } from './ops/conv/conv2d.ts';
export { conv3d } from './ops/conv/conv3d.ts';
export {
  type AnyConvTransposeOptions,
  convTranspose,
  type ConvTransposeOp,
  type ConvTransposeOpOptions,
} from './ops/conv/conv-transpose.ts';
export { convTranspose1d } from './ops/conv/conv-transpose1d.ts';
export { convTranspose2d } from './ops/conv/conv-transpose2d.ts';
export { convTranspose3d } from './ops/conv/conv-transpose3d.ts';
export {
  type AnySeparableConvOptions,
  separableConv,
  type SeparableConvOp,
  type SeparableConvOptions,
} from './ops/conv/separable-conv.ts';
export { separableConv1d } from './ops/conv/separable-conv1d.ts';
export { separableConv2d } from './ops/conv/separable-conv2d.ts';
export { separableConv3d } from './ops/conv/separable-conv3d.ts';
export { fold, type FoldOptions } from './ops/conv/fold.ts';
export { type PaddingMode, withBorder } from './ops/conv/padding-mode.ts';
export { isPointwise, workspaceLength } from './ops/conv/workspace-length.ts';
export { unfold, type UnfoldOptions } from './ops/conv/unfold.ts';
export { abs } from './ops/elementwise/abs.ts';
export { add } from './ops/elementwise/add.ts';
export { affine } from './ops/elementwise/affine.ts';
export { clip } from './ops/elementwise/clip.ts';
export { div } from './ops/elementwise/div.ts';
export { elu } from './ops/elementwise/elu.ts';
export { equal } from './ops/elementwise/equal.ts';
export { erf } from './ops/elementwise/erf.ts';
export { exp } from './ops/elementwise/exp.ts';
export { gelu } from './ops/elementwise/gelu.ts';
export { greater } from './ops/elementwise/greater.ts';
export { hardsigmoid } from './ops/elementwise/hardsigmoid.ts';
export { hardswish } from './ops/elementwise/hardswish.ts';
export { leakyRelu } from './ops/elementwise/leaky-relu.ts';
export { log } from './ops/elementwise/log.ts';
export { maximum } from './ops/elementwise/maximum.ts';
export { minimum } from './ops/elementwise/minimum.ts';
export { mish } from './ops/elementwise/mish.ts';
export { mul } from './ops/elementwise/mul.ts';
export { neg } from './ops/elementwise/neg.ts';
export { pow } from './ops/elementwise/pow.ts';
export { prelu } from './ops/elementwise/prelu.ts';
export { relu } from './ops/elementwise/relu.ts';
export { relu6 } from './ops/elementwise/relu6.ts';
export { selu } from './ops/elementwise/selu.ts';
export { sigmoid } from './ops/elementwise/sigmoid.ts';
export { sign } from './ops/elementwise/sign.ts';
export { silu } from './ops/elementwise/silu.ts';
export { softplus } from './ops/elementwise/softplus.ts';
export { sqrt } from './ops/elementwise/sqrt.ts';
export { square } from './ops/elementwise/square.ts';
export { step } from './ops/elementwise/step.ts';
export { sub } from './ops/elementwise/sub.ts';
export { tanh } from './ops/elementwise/tanh.ts';
export { linear } from './ops/linear-algebra/linear.ts';
export { matmul, type MatmulOptions } from './ops/linear-algebra/matmul.ts';
export { broadcastTo } from './ops/movement/broadcast-to.ts';
export { concat } from './ops/movement/concat.ts';
export { flatten } from './ops/movement/flatten.ts';
export { flip, type FlipOptions } from './ops/movement/flip.ts';
export { gather, type GatherOptions } from './ops/movement/gather.ts';
export { oneHot } from './ops/movement/one-hot.ts';
export { pad, type PadOptions } from './ops/movement/pad.ts';
export { permute } from './ops/movement/permute.ts';
export { pick } from './ops/movement/pick.ts';
export { pixelShuffle } from './ops/movement/pixel-shuffle.ts';
export { pixelUnshuffle } from './ops/movement/pixel-unshuffle.ts';
export { reshape } from './ops/movement/reshape.ts';
export { slice } from './ops/movement/slice.ts';
export { toInt } from './ops/movement/to-int.ts';
export { transpose } from './ops/movement/transpose.ts';
export { upsample, type UpsampleOpOptions } from './ops/movement/upsample.ts';
export {
  batchNorm,
  type BatchNormOptions,
  batchNormWithStatistics,
  type ChannelStatistics,
  type NormOptions,
} from './ops/normalization/batch-norm.ts';
export { groupNorm } from './ops/normalization/group-norm.ts';
export { instanceNorm, type InstanceNormShape } from './ops/normalization/instance-norm.ts';
export { layerNorm } from './ops/normalization/layer-norm.ts';
export { logSoftmax } from './ops/normalization/log-softmax.ts';
export { softmax } from './ops/normalization/softmax.ts';
export { adagradStep, type AdagradSettings } from './ops/optimizer/adagrad-step.ts';
export { adamStep, type AdamSettings } from './ops/optimizer/adam-step.ts';
export { movingAverage } from './ops/optimizer/moving-average.ts';
export { type RmspropMemory, type RmspropSettings, rmspropStep } from './ops/optimizer/rmsprop-step.ts';
export { type SgdSettings, sgdStep } from './ops/optimizer/sgd-step.ts';
export { adaptiveAvgPool1d } from './ops/pooling/adaptive-avg-pool1d.ts';
export { adaptiveAvgPool2d } from './ops/pooling/adaptive-avg-pool2d.ts';
export { adaptiveAvgPool3d } from './ops/pooling/adaptive-avg-pool3d.ts';
export { adaptiveMaxPool1d } from './ops/pooling/adaptive-max-pool1d.ts';
export { adaptiveMaxPool2d } from './ops/pooling/adaptive-max-pool2d.ts';
export { adaptiveMaxPool3d } from './ops/pooling/adaptive-max-pool3d.ts';
export {
  adaptiveAvgPool,
  adaptiveMaxPool,
  type AdaptivePoolOp,
  type AdaptivePoolOpOptions,
} from './ops/pooling/adaptive-pool.ts';
export { type AnyAvgPoolOptions, avgPool, type AvgPoolMore, type AvgPoolOp } from './ops/pooling/avg-pool.ts';
export { avgPool1d } from './ops/pooling/avg-pool1d.ts';
export { avgPool2d } from './ops/pooling/avg-pool2d.ts';
export { avgPool3d } from './ops/pooling/avg-pool3d.ts';
export { globalAvgPool1d } from './ops/pooling/global-avg-pool1d.ts';
export { globalAvgPool2d } from './ops/pooling/global-avg-pool2d.ts';
export { globalAvgPool3d } from './ops/pooling/global-avg-pool3d.ts';
export { globalMaxPool1d } from './ops/pooling/global-max-pool1d.ts';
export { globalMaxPool2d } from './ops/pooling/global-max-pool2d.ts';
export { globalMaxPool3d } from './ops/pooling/global-max-pool3d.ts';
export { globalAvgPool, globalMaxPool, type GlobalPoolOp } from './ops/pooling/global-pool.ts';
export { type AnyLpPoolOptions, lpPool, type LpPoolOp, type LpPoolOpOptions } from './ops/pooling/lp-pool.ts';
export { lpPool1d } from './ops/pooling/lp-pool1d.ts';
export { lpPool2d } from './ops/pooling/lp-pool2d.ts';
export { lpPool3d } from './ops/pooling/lp-pool3d.ts';
export { maxPool, type MaxPoolOp } from './ops/pooling/max-pool.ts';
export type { AnyPoolOptions, PoolOp, PoolOpOptions } from './ops/pooling/pool-op.ts';
export { maxPoolWithIndices, type MaxPoolWithIndicesOp } from './ops/pooling/max-pool-with-indices.ts';
export { maxPool1d } from './ops/pooling/max-pool1d.ts';
export { maxPool1dWithIndices } from './ops/pooling/max-pool1d-with-indices.ts';
export { maxPool2d } from './ops/pooling/max-pool2d.ts';
export { maxPool2dWithIndices } from './ops/pooling/max-pool2d-with-indices.ts';
export { maxPool3d } from './ops/pooling/max-pool3d.ts';
export { maxPool3dWithIndices } from './ops/pooling/max-pool3d-with-indices.ts';
export { type AnyUnpoolOptions, maxUnpool, type MaxUnpoolOp, type UnpoolOpOptions } from './ops/pooling/max-unpool.ts';
export { maxUnpool1d } from './ops/pooling/max-unpool1d.ts';
export { maxUnpool2d } from './ops/pooling/max-unpool2d.ts';
export { maxUnpool3d } from './ops/pooling/max-unpool3d.ts';
export { argmax } from './ops/reduction/argmax.ts';
export { max } from './ops/reduction/max.ts';
export { mean } from './ops/reduction/mean.ts';
export { min } from './ops/reduction/min.ts';
export type { ReduceOptions } from './ops/reduction/reduce-axes.ts';
export { sum } from './ops/reduction/sum.ts';

// Rules of shapes, each a type and a function that say the same sentence: for layers, backends and tools on top.
export type { Div, Mul } from './shape/arithmetic.ts';
export { type AdaptivePoolShape, adaptivePoolRule } from './shape/adaptive-pool.ts';
export { type BiasShape, biasRule } from './shape/bias.ts';
export { type BroadcastShape, broadcastRule } from './shape/broadcast.ts';
export { type ConcatShape, concatRule } from './shape/concat.ts';
export { type ConvShape, type ConvOptions, convRule, type ConvRule, type Divides } from './shape/conv.ts';
export {
  type ConvGeometry,
  convGeometry,
  type ConvTransposeGeometry,
  convTransposeGeometry,
  type DirectConvolution,
} from './shape/conv-geometry.ts';
export { type ConvFlops, convFlops, type ConvWork } from './shape/conv-flops.ts';
export { type ConvTransposeShape, type ConvTransposeOptions, convTransposeRule } from './shape/conv-transpose.ts';
export { type FoldShape, foldRule } from './shape/fold.ts';
export type { Axis, Geometry } from './shape/geometry.ts';
export { type GatherShape, gatherRule } from './shape/gather.ts';
export { type GlobalPoolShape, globalPoolRule } from './shape/global-pool.ts';
export { type LabelsShape, labelsRule } from './shape/labels.ts';
export { type LinearShape, linearRule } from './shape/linear.ts';
export { type MatmulShape, matmulRule } from './shape/matmul.ts';
export {
  type ChannelForm,
  type ChannelNormShape,
  channelNormRule,
  type GroupNormShape,
  groupNormRule,
  type LayerNormShape,
  layerNormRule,
} from './shape/norm.ts';
export { type OperandShape, operandRule } from './shape/operand.ts';
export { type PadMode, type Pads, type PadShape, padRule } from './shape/pad.ts';
export {
  type Padding,
  type Padding1d,
  type Padding2d,
  type Padding3d,
  type PaddingOf,
  padsPerAxis,
} from './shape/padding.ts';
export { type PermuteShape, permuteRule, type TransposeShape, transposeRule } from './shape/permute.ts';
export {
  type PixelShuffleShape,
  pixelShuffleRule,
  type PixelUnshuffleShape,
  pixelUnshuffleRule,
} from './shape/pixel-shuffle.ts';
export { type PoolShape, type PoolOptions, poolRule, type PoolRule } from './shape/pool.ts';
export { type AxisCount } from './shape/rank.ts';
export { type PreluShape, preluRule } from './shape/prelu.ts';
export { type ReceptiveField, receptiveField } from './shape/receptive-field.ts';
export { type ReduceShape, reduceRule } from './shape/reduce.ts';
export { type FlattenShape, flattenRule, type ReshapeShape, reshapeRule } from './shape/reshape.ts';
export {
  type Arg,
  assertBoolean,
  assertPositive,
  type At,
  type NonNegative,
  type NonNegativePerAxis,
  nonNegativePerAxis,
  type PerAxis,
  type PerAxis1,
  type PerAxis2,
  type PerAxis3,
  type PerAxisOf,
  type Positive,
  type PositivePerAxis,
  positivePerAxis,
} from './shape/rule.ts';
export { type SameShape, sameRule } from './shape/same.ts';
export {
  assertShape,
  type AxisOf,
  type Differ,
  type Dim,
  type IsDynamic,
  type Known,
  normalizeAxis,
  type Shape,
  type Show,
  type ShowShape,
  sameShape,
  showShape,
  sizeOf,
} from './shape/shape.ts';
export { type Range, type SliceShape, sliceRule } from './shape/slice.ts';
export { type UnfoldShape, unfoldRule } from './shape/unfold.ts';
export { type UnpoolOptions, type UnpoolShape, unpoolRule } from './shape/unpool.ts';
export { type UpsampleOptions, type UpsampleShape, upsampleRule } from './shape/upsample.ts';
