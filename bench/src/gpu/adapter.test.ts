import { expect, it } from 'vitest';
import { isSoftware } from './adapter.ts';

it.each([
  ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', true],
  ['google swiftshader', true],
  ['ANGLE (Mesa, llvmpipe (LLVM 15.0.6 256 bits), OpenGL 4.5)', true],
  ['ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11 vs_5_0 ps_5_0, D3D11)', true],
  ['ANGLE (NVIDIA, Vulkan 1.3.277 (NVIDIA H100 PCIe (0x00002331)), NVIDIA)', false],
  ['apple metal-3', false],
])('%s: a rasteriser %s', (name, software) => {
  expect(isSoftware(name)).toBe(software);
});
