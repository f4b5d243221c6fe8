import { afterEach, expect, test, vi } from 'vitest';
import { provideWebGpu } from './webgpu.ts';

afterEach(() => {
  vi.doUnmock('webgpu');
  Reflect.deleteProperty(globalThis.navigator, 'gpu');
});

test('where Dawn finds no GPU, the error tells how to do without one', async () => {
  vi.doMock('webgpu', () => ({ create: () => ({ requestAdapter: async () => null }) }));
  await expect(provideWebGpu()).rejects.toThrow('set VK_ICD_FILENAMES to its vk_swiftshader_icd.json');
});

test('a stand-in for the package, as overrides put there, is not taken for Dawn', async () => {
  vi.doMock('webgpu', () => ({ create: undefined, default: {} }));
  await expect(provideWebGpu()).rejects.toThrow("another package is installed as 'webgpu'; npm install webgpu@latest");
});
