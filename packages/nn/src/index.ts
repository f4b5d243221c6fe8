/**
 * Layers, losses, optimisers and training.
 *
 * @packageDocumentation
 */
export {
  type AnyLayer,
  type ForwardContext,
  type InitializeOptions,
  type Layer,
  layer,
  type LayerConfig,
  type LayerDefinition,
  type NoParameters,
  type ParameterDefinitions,
} from './layer/layer.ts';
export type { Named } from './layer/names.ts';
export { constant, Parameter, type ParameterDefinition, uniform } from './layer/parameter.ts';
export type { Across, ForwardOptions, Pass } from './layer/pass.ts';
export type { Plan, Planner, PlanOptions, PlanRow, Work, WorkspaceLengths } from './layer/plan.ts';
export type { Apply, Chain, Elementwise, Fns, In, LayerAt, ShapeFn, Walk, WalkOut } from './layer/shape-fn.ts';

export { type AdaptiveAvgPool2d, adaptiveAvgPool2d } from './layers/adaptive-avg-pool2d.ts';
export type { AlongAxis } from './layers/along-axis.ts';
export type { AvgPool, AvgPoolConfig, AvgPoolLayer } from './layers/avg-pool.ts';
export { avgPool1d } from './layers/avg-pool1d.ts';
export { avgPool2d } from './layers/avg-pool2d.ts';
export { avgPool3d } from './layers/avg-pool3d.ts';
export type { BatchNormOptions } from './layers/batch-norm.ts';
export { type BatchNorm1d, batchNorm1d } from './layers/batch-norm1d.ts';
export { type BatchNorm2d, batchNorm2d } from './layers/batch-norm2d.ts';
export { type BatchNorm3d, batchNorm3d } from './layers/batch-norm3d.ts';
export { clip } from './layers/clip.ts';
export type { Conv, ConvLayer, ConvWeight, PaddingConfig } from './layers/conv.ts';
export { conv1d } from './layers/conv1d.ts';
export { conv2d } from './layers/conv2d.ts';
export { conv3d } from './layers/conv3d.ts';
export type { ConvConfig, DividingGroups, KernelLengths, PerGroup } from './layers/conv-config.ts';
export type {
  ConvTranspose,
  ConvTransposeConfig,
  ConvTransposeLayer,
  ConvTransposeWeight,
} from './layers/conv-transpose.ts';
export { convTranspose1d } from './layers/conv-transpose1d.ts';
export { convTranspose2d } from './layers/conv-transpose2d.ts';
export { convTranspose3d } from './layers/conv-transpose3d.ts';
export { depthwiseSeparable, type SeparableConfig } from './layers/depthwise-separable.ts';
export { dropout } from './layers/dropout.ts';
export { type Dropout2d, dropout2d } from './layers/dropout2d.ts';
export { elu } from './layers/elu.ts';
export { type Embedding, embedding, type EmbeddingLayer } from './layers/embedding.ts';
export { type Flatten, flatten } from './layers/flatten.ts';
export { gelu } from './layers/gelu.ts';
export { globalAvgPool1d } from './layers/global-avg-pool1d.ts';
export { globalAvgPool2d } from './layers/global-avg-pool2d.ts';
export { globalAvgPool3d } from './layers/global-avg-pool3d.ts';
export { globalMaxPool1d } from './layers/global-max-pool1d.ts';
export { globalMaxPool2d } from './layers/global-max-pool2d.ts';
export { globalMaxPool3d } from './layers/global-max-pool3d.ts';
export type { GlobalPool } from './layers/global-pool.ts';
export { type GroupNorm, groupNorm, type GroupsOf } from './layers/group-norm.ts';
export { hardsigmoid } from './layers/hardsigmoid.ts';
export { hardswish } from './layers/hardswish.ts';
export { type InstanceNorm2d, instanceNorm2d } from './layers/instance-norm2d.ts';
export { type InvertedResidual, invertedResidual, type InvertedResidualConfig } from './layers/inverted-residual.ts';
export { type LayerNorm, layerNorm } from './layers/layer-norm.ts';
export { leakyRelu } from './layers/leaky-relu.ts';
export { type Linear, linear, type LinearOptions } from './layers/linear.ts';
export { logSoftmax } from './layers/log-softmax.ts';
export type { MaxPool, MaxPoolLayer } from './layers/max-pool.ts';
export { maxPool1d } from './layers/max-pool1d.ts';
export { maxPool2d } from './layers/max-pool2d.ts';
export { maxPool3d } from './layers/max-pool3d.ts';
export { mish } from './layers/mish.ts';
export { type Model, network } from './layers/network.ts';
export type { NormOptions } from './layers/norm-options.ts';
export { type Parallel, parallel } from './layers/parallel.ts';
export { type PixelShuffle, pixelShuffle } from './layers/pixel-shuffle.ts';
export type { PoolConfig } from './layers/pool-config.ts';
export { type Prelu, prelu } from './layers/prelu.ts';
export { relu } from './layers/relu.ts';
export { relu6 } from './layers/relu6.ts';
export { type ProjectedResidual, type Residual, residual, type ResidualOptions } from './layers/residual.ts';
export { selu } from './layers/selu.ts';
export { type Sequential, sequential } from './layers/sequential.ts';
export { sigmoid } from './layers/sigmoid.ts';
export { silu } from './layers/silu.ts';
export { softmax } from './layers/softmax.ts';
export { softplus } from './layers/softplus.ts';
export { tanh } from './layers/tanh.ts';
export { type Upsample, upsample, type UpsampleConfig } from './layers/upsample.ts';

export {
  type BinaryCrossEntropyOptions,
  binaryCrossEntropyWithLogits,
} from './losses/binary-cross-entropy-with-logits.ts';
export { crossEntropy, type CrossEntropyOptions } from './losses/cross-entropy.ts';
export { huberLoss, type HuberOptions } from './losses/huber-loss.ts';
export { l1Loss } from './losses/l1-loss.ts';
export type { LabelsShape } from '@gemmule/core';
export { mseLoss } from './losses/mse-loss.ts';
export { type LabelLossOptions, nllLoss } from './losses/nll-loss.ts';
export type { Reduced, ReducedRule, Reduction } from './losses/reduction.ts';
export { smoothL1Loss, type SmoothL1Options } from './losses/smooth-l1-loss.ts';

export { adagrad, type AdagradOptions } from './optimizers/adagrad.ts';
export { adam, type AdamOptions } from './optimizers/adam.ts';
export { adamW } from './optimizers/adam-w.ts';
export { clipByNorm, type ClippedGradients } from './optimizers/clip-by-norm.ts';
export { clipByValue } from './optimizers/clip-by-value.ts';
export type { ParameterGroup } from './optimizers/group.ts';
export type { Optimizer, OptimizerState, Parameters, ParameterState } from './optimizers/optimizer.ts';
export { rmsprop, type RmspropOptions } from './optimizers/rmsprop.ts';
export { sgd, type SgdOptions } from './optimizers/sgd.ts';

export { cosineDecay, type CosineDecayOptions } from './schedules/cosine-decay.ts';
export { multiStepDecay, type MultiStepDecayOptions } from './schedules/multi-step-decay.ts';
export { oneCycle, type OneCycleOptions } from './schedules/one-cycle.ts';
export {
  type PlateauSchedule,
  type PlateauState,
  reduceOnPlateau,
  type ReduceOnPlateauOptions,
} from './schedules/reduce-on-plateau.ts';
export type { Schedule, ScheduleProgress, ScheduleState } from './schedules/schedule.ts';
export type { ScheduleUnit } from './schedules/schedule-unit.ts';
export { stepDecay, type StepDecayOptions } from './schedules/step-decay.ts';
export { warmUp, type WarmUpOptions } from './schedules/warm-up.ts';

export { type ArrayDataset, arrayDataset, type LabelledArrays, type TargetArrays } from './training/array-dataset.ts';
export type { BatchSource, HostBatch } from './training/batch-source.ts';
export type { TrainingCallback } from './training/callback.ts';
export type { Dataset, TargetOf } from './training/dataset.ts';
export type { EarlyStopping } from './training/early-stopping.ts';
export { evaluate, type EvaluateOptions, type LabelEvaluation, type NumberEvaluation } from './training/evaluate.ts';
export { jsonLines } from './training/json-lines.ts';
export type { LabelResult, NumberResult } from './training/tally.ts';
export type { EpochReport, StepReport, TrainingReport, ValidationReport } from './training/report.ts';
export { gradientsOfAll, type SharedStep } from './training/gradients-of-all.ts';
export { predict, type Prediction, type PredictOptions } from './training/predict.ts';
export { ownRange, type Shard } from './training/shard.ts';
export type { Exchange, StepIntent, Team } from './training/team.ts';
export { type CheckpointWriter, train, type TrainOptions } from './training/train.ts';
export type { Validation } from './training/validation.ts';

export {
  compare,
  type CompareOptions,
  type Comparison,
  type Difference,
  type LayerComparison,
} from './compare/compare.ts';
export type { Patch } from './compare/patch.ts';

export { decodeSafetensors, type SafetensorsContent, type StoredTensor } from './files/decode-safetensors.ts';
export { encodeSafetensors } from './files/encode-safetensors.ts';
export { loadSafetensors } from './files/load-safetensors.ts';
export { saveSafetensors } from './files/save-safetensors.ts';
