import type { AxisCount } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import type { Reader } from './layer-reader.ts';

interface PoolConfig {
  readonly kernel: number[];
  readonly stride: number[];
  readonly padding: 'same' | 'valid';
  readonly countIncludePad?: boolean;
}
type Pools = Readonly<Record<AxisCount, (config: PoolConfig) => nn.AnyLayer>>;

const maxPools = { 1: nn.maxPool1d, 2: nn.maxPool2d, 3: nn.maxPool3d } as unknown as Pools;
const avgPools = { 1: nn.avgPool1d, 2: nn.avgPool2d, 3: nn.avgPool3d } as unknown as Pools;

/** MaxPooling1D, MaxPooling2D, MaxPooling3D */
export function maxPoolReader(axes: AxisCount): Reader {
  return (layer) => [{ layer: maxPools[axes](poolConfigOf(layer, axes)) }];
}

/** AveragePooling1D, AveragePooling2D, AveragePooling3D; what is in the padding does not count. */
export function avgPoolReader(axes: AxisCount): Reader {
  return (layer) => [{ layer: avgPools[axes]({ ...poolConfigOf(layer, axes), countIncludePad: false }) }];
}

function poolConfigOf(layer: Parameters<Reader>[0], axes: AxisCount): PoolConfig {
  const kernel = layer.counts('pool_size', axes, new Array<number>(axes).fill(2));
  const stride = layer.counts('strides', axes, kernel);
  return { kernel, stride, padding: layer.text('padding', ['valid', 'same'], 'valid') };
}

const globalPools: Readonly<Record<'Average' | 'Max', Readonly<Record<AxisCount, () => nn.AnyLayer>>>> = {
  Average: { 1: nn.globalAvgPool1d, 2: nn.globalAvgPool2d, 3: nn.globalAvgPool3d },
  Max: { 1: nn.globalMaxPool1d, 2: nn.globalMaxPool2d, 3: nn.globalMaxPool3d },
};

/** GlobalAveragePooling1D, 2D and 3D, and GlobalMaxPooling. */
export function globalPoolReader(kind: 'Average' | 'Max', axes: AxisCount): Reader {
  return (layer) => {
    const pool = { layer: globalPools[kind][axes]() };
    return layer.flag('keepdims', false) ? [pool] : [pool, { layer: nn.flatten() }];
  };
}
