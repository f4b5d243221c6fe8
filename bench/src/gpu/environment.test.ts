import { expect, it } from 'vitest';
import { type GpuEnvironment, gpuHeader, gpuJson } from './environment.ts';

const environment: GpuEnvironment = {
  node: '24.0.0',
  platform: 'linux x64',
  processors: '2 x Abacus',
  date: '2026-01-01T00:00:00.000Z',
  browser: '150.0',
  adapter: { name: 'SwiftShader', isSoftware: true },
  peers: [
    { name: 'gemmule-gpu', version: '1.2.3', engine: 'webgl2 in software' },
    { name: 'tfjs-webgl', version: '4.22.0', engine: 'webgl' },
  ],
};

it('says above the table what GPU it was, and that a rasteriser is none', () => {
  expect(gpuHeader(environment)).toContain(
    'against  tfjs-webgl   4.22.0  webgl\nGPU: SwiftShader\na rasteriser, which is a program for the CPU',
  );
  const adapter = { name: 'H100', isSoftware: false };
  expect(gpuHeader({ ...environment, adapter })).toContain('GPU: H100\nChromium 150.0, linux x64, 2 x Abacus\n');
});

it('keeps the engines apart in JSON', () => {
  const parsed: unknown = JSON.parse(gpuJson([[environment, []]]));
  expect(parsed).toMatchObject([{ environment: { adapter: { name: 'SwiftShader' } }, results: [] }]);
});
