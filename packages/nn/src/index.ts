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
  type LayerDefinition,
  type NoParameters,
  type ParameterDefinitions,
} from './layer/layer.ts';
export type { Named } from './layer/names.ts';
export { constant, Parameter, type ParameterDefinition, uniform } from './layer/parameter.ts';
export type { ForwardOptions, Pass } from './layer/pass.ts';
export type { Plan, Planner, PlanOptions, PlanRow, Work, WorkspaceLengths } from './layer/plan.ts';
export type { Apply, Chain, Elementwise, Fns, In, LayerAt, ShapeFn, Walk, WalkOut } from './layer/shape-fn.ts';

export type { AlongAxis } from './layers/along-axis.ts';
export { type AvgPool2d, avgPool2d, type AvgPool2dConfig } from './layers/avg-pool2d.ts';
export { type Conv2d, conv2d, type Conv2dWeight } from './layers/conv2d.ts';
export type { ConvConfig, DividingGroups, PerGroup } from './layers/conv-config.ts';
export {
  type ConvTranspose2d,
  convTranspose2d,
  type ConvTranspose2dConfig,
  type ConvTranspose2dWeight,
} from './layers/conv-transpose2d.ts';
export { type Flatten, flatten } from './layers/flatten.ts';
export { gelu } from './layers/gelu.ts';
export { type GlobalAvgPool2d, globalAvgPool2d } from './layers/global-avg-pool2d.ts';
export { leakyRelu } from './layers/leaky-relu.ts';
export { type Linear, linear, type LinearOptions } from './layers/linear.ts';
export { logSoftmax } from './layers/log-softmax.ts';
export { type MaxPool2d, maxPool2d } from './layers/max-pool2d.ts';
export { type Model, network } from './layers/network.ts';
export type { PoolConfig } from './layers/pool-config.ts';
export { relu } from './layers/relu.ts';
export { type Residual, residual } from './layers/residual.ts';
export { type Sequential, sequential } from './layers/sequential.ts';
export { sigmoid } from './layers/sigmoid.ts';
export { silu } from './layers/silu.ts';
export { softmax } from './layers/softmax.ts';
export { tanh } from './layers/tanh.ts';

export { crossEntropy } from './losses/cross-entropy.ts';
export type { LabelsShape } from '@gemmule/core';
export { mseLoss } from './losses/mse-loss.ts';
export { type LabelLossOptions, nllLoss } from './losses/nll-loss.ts';
export type { Reduced, ReducedRule, Reduction } from './losses/reduction.ts';

export { adam, type AdamOptions } from './optimizers/adam.ts';
export { adamW } from './optimizers/adam-w.ts';
export type { Optimizer } from './optimizers/optimizer.ts';
export { sgd, type SgdOptions } from './optimizers/sgd.ts';

export { type ArrayDataset, arrayDataset, type LabelledArrays, type TargetArrays } from './training/array-dataset.ts';
export type { Dataset, TargetOf } from './training/dataset.ts';
export { evaluate, type EvaluateOptions, type LabelEvaluation, type NumberEvaluation } from './training/evaluate.ts';
export type { LabelResult, NumberResult } from './training/tally.ts';
export { type EpochReport, type StepReport, train, type TrainingReport, type TrainOptions } from './training/train.ts';

export { decodeSafetensors, type SafetensorsContent, type StoredTensor } from './files/decode-safetensors.ts';
export { encodeSafetensors } from './files/encode-safetensors.ts';
export { loadSafetensors } from './files/load-safetensors.ts';
export { saveSafetensors } from './files/save-safetensors.ts';
