import { afterEach, expect, test } from 'vitest';
import { tensor } from '../create.ts';
import { BackendError } from '../errors.ts';
import { add } from '../ops/elementwise/add.ts';
import { cpu } from '../testing/cpu.ts';
import type { Backend } from './backend.ts';
import { getBackend, listBackends, registerBackend, setBackend, unregisterBackend } from './registry.ts';

/** A CPU backend that goes by another name. */
async function named(name: string): Promise<Backend> {
  return Object.assign(Object.create(await cpu()) as Backend, { name });
}

afterEach(() => {
  for (const backend of listBackends()) unregisterBackend(backend);
});

test('the first backend registered is the default until another is set', async () => {
  const first = await registerBackend(cpu());
  const second = await registerBackend(named('second'));
  expect(getBackend()).toBe(first);
  setBackend('second');
  expect(getBackend()).toBe(second);
  setBackend(first);
  expect(getBackend()).toBe(first);
  expect(listBackends()).toEqual([first, second]);
});

test('registering twice is fine, another one of the same name is not', async () => {
  const first = await registerBackend(cpu());
  expect(await registerBackend(first)).toBe(first);
  await expect(registerBackend(cpu())).rejects.toThrow("a backend named 'cpu' (typescript) is registered already");
});

test('a backend that cannot be made rejects and registers nothing', async () => {
  await expect(registerBackend(Promise.reject(new BackendError('no such engine')))).rejects.toThrow('no such engine');
  expect(listBackends()).toEqual([]);
});

test('unknown names are told the known ones', async () => {
  expect(() => getBackend('gpu')).toThrow("no backend named 'gpu' is registered (registered: none)");
  await registerBackend(cpu());
  expect(() => setBackend('gpu')).toThrow("no backend named 'gpu' is registered (registered: 'cpu')");
});

test('setBackend wants a registered one, not another of its name', async () => {
  await registerBackend(cpu());
  expect(() => setBackend(Object.assign(Object.create(getBackend()) as Backend, {}))).toThrow(BackendError);
});

test('unregistering hands the default over and disposes the backend', async () => {
  const first = await registerBackend(cpu());
  const second = await registerBackend(named('second'));
  unregisterBackend(first);
  expect(getBackend()).toBe(second);
  expect(() => first.allocate('float32', 1)).toThrow(BackendError);
});

test('operands on two backends are an error that says how to move one, and to moves', async () => {
  await registerBackend(cpu());
  const second = await registerBackend(named('second'));
  const a = tensor([1, 2], [2]);
  const b = tensor([10, 20], [2], { backend: second, requiresGrad: true });
  expect(() => add(a, b)).toThrow(
    "add: operands are on two backends, [2] on 'cpu' and [2] on 'second'; move one with `await x.to(backend)`",
  );
  expect(() => add(a, b)).toThrow(BackendError);
  const moved = await b.to(getBackend('cpu'));
  expect(moved.requiresGrad).toBe(true);
  expect(add(a, moved).dataSync()).toEqual(Float32Array.of(11, 22));
  await expect(add(a, moved).to(second)).rejects.toThrow('gradients do not flow between backends');
});
