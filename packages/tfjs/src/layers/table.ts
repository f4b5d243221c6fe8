import { activationOf } from './activation.ts';
import { convReader, depthwiseReader, separableReader } from './conv.ts';
import { convTransposeReader } from './conv-transpose.ts';
import { readDense } from './dense.ts';
import type { Reader } from './layer-reader.ts';
import { elementwiseMerge, readConcatenate } from './merges.ts';
import { readBatchNorm, readLayerNorm } from './norm.ts';
import { avgPoolReader, globalPoolReader, maxPoolReader } from './pool.ts';
import { readElu, readLeakyRelu, readPrelu, readRelu, readThresholdedRelu } from './rectifiers.ts';
import { readDropout, readDropout2d, readNoise, readRescaling } from './regularizers.ts';
import { croppingReader, upSamplingReader, zeroPaddingReader } from './resample.ts';
import { readFlatten, readPermute, readReshape } from './shape.ts';
import { readSoftmax } from './softmax.ts';

/** What reads a layer, by the name of its class. */
export const readers: Readonly<Record<string, Reader>> = {
  Conv1D: convReader(1),
  Conv2D: convReader(2),
  Conv3D: convReader(3),
  DepthwiseConv1D: depthwiseReader(1),
  DepthwiseConv2D: depthwiseReader(2),
  SeparableConv1D: separableReader(1),
  SeparableConv2D: separableReader(2),
  Conv1DTranspose: convTransposeReader(1),
  Conv2DTranspose: convTransposeReader(2),
  Conv3DTranspose: convTransposeReader(3),
  Dense: readDense,

  Activation: (layer) => activationOf(layer),
  ReLU: readRelu,
  LeakyReLU: readLeakyRelu,
  PReLU: readPrelu,
  ELU: readElu,
  ThresholdedReLU: readThresholdedRelu,
  Softmax: readSoftmax,

  BatchNormalization: readBatchNorm,
  LayerNormalization: readLayerNorm,

  MaxPooling1D: maxPoolReader(1),
  MaxPooling2D: maxPoolReader(2),
  MaxPooling3D: maxPoolReader(3),
  AveragePooling1D: avgPoolReader(1),
  AveragePooling2D: avgPoolReader(2),
  AveragePooling3D: avgPoolReader(3),
  GlobalMaxPooling1D: globalPoolReader('Max', 1),
  GlobalMaxPooling2D: globalPoolReader('Max', 2),
  GlobalMaxPooling3D: globalPoolReader('Max', 3),
  GlobalAveragePooling1D: globalPoolReader('Average', 1),
  GlobalAveragePooling2D: globalPoolReader('Average', 2),
  GlobalAveragePooling3D: globalPoolReader('Average', 3),

  UpSampling1D: upSamplingReader(1),
  UpSampling2D: upSamplingReader(2),
  UpSampling3D: upSamplingReader(3),
  ZeroPadding1D: zeroPaddingReader(1),
  ZeroPadding2D: zeroPaddingReader(2),
  ZeroPadding3D: zeroPaddingReader(3),
  Cropping1D: croppingReader(1),
  Cropping2D: croppingReader(2),
  Cropping3D: croppingReader(3),

  Flatten: readFlatten,
  Reshape: readReshape,
  Permute: readPermute,

  Add: elementwiseMerge('Add'),
  Subtract: elementwiseMerge('Subtract'),
  Multiply: elementwiseMerge('Multiply'),
  Average: elementwiseMerge('Average'),
  Maximum: elementwiseMerge('Maximum'),
  Minimum: elementwiseMerge('Minimum'),
  Concatenate: readConcatenate,

  Dropout: readDropout,
  SpatialDropout2D: readDropout2d,
  GaussianNoise: readNoise,
  GaussianDropout: readNoise,
  AlphaDropout: readNoise,
  ActivityRegularization: readNoise,
  Rescaling: readRescaling,
};
