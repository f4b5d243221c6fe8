import { describe, expect, it } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { expectText, useBrowser } from './visit.ts';

const visit = useBrowser();

it('proves an engine', async () => {
  const { page, faults } = await visit('#/backends?engine=auto&tries=0.01', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.getByRole('button', { name: 'Run the suite' }).click();
  await page.getByText(/on cpu wasm-relaxed-simd/).waitFor({ timeout: 50_000 });
  const [, passed = '', total = ''] = /^(\d+) passed, 0 failed of (\d+) on/.exec(
    (await page.getByTestId('proof').textContent())!,
  )!;
  expect(passed).toBe(total);
  expect(Number(total)).toBeGreaterThan(1000);
  await page.getByRole('button', { name: 'Copy the report' }).click();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toMatch(/^## Conformance of cpu wasm-relaxed-simd x\d\n/);
  expect(report).toMatch(/^\| gemm +\| \d+ passed/m);
  expect(faults).toEqual([]);
});

it('catches an engine that is wrong, and draws how', async () => {
  const { page } = await visit('#/backends?engine=broken&tries=0.01');
  await page.getByRole('button', { name: 'Run the suite' }).click();
  await page.getByText(/on cpu typescript, broken on purpose/).waitFor({ timeout: 50_000 });
  const [, failed = ''] = /(\d+) failed/.exec((await page.getByTestId('proof').textContent())!)!;
  expect(Number(failed)).toBeGreaterThan(20);
  await page.getByLabel('Failed').selectOption('im2col: asymmetric padding');
  await page.getByText(/im2col batch .*: element \[.*\] is .*, expected 0/).waitFor();
  const map = page.getByRole('application', { name: /^Errors/ });
  await map.hover();
  await page.getByText(/in the place of .*; it may be off by 0/).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

it('a suite can be stopped', async () => {
  const { page } = await visit('#/backends?engine=typescript&tries=1');
  await page.getByRole('button', { name: 'Run the suite' }).click();
  await expectText(page, 'proof', /[1-9]\d* passed/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expectText(page, 'proof', /stopped before the end/);
});

it('times engines beside each other', async () => {
  const { page } = await visit('#/backends?timed=auto,typescript');
  await page.getByRole('button', { name: 'Time them' }).click();
  const table = page.getByRole('region', { name: 'Times' });
  await table.getByText('gemm 512x512x512').waitFor({ timeout: 30_000 });
  const ratio = await table.locator('tbody tr').nth(1).locator('td').nth(3).textContent();
  expect(Number.parseFloat(ratio!)).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Time them' }).waitFor();
});

it('lists the engines of this browser', async () => {
  const { page } = await visit('#/backends');
  for (const engine of ['wasm-relaxed-simd', 'wasm-simd', 'typescript', 'webgpu', 'webgl2']) {
    await expectText(page, `engine-${engine}`, new RegExp(`yes${engine}`));
  }
  await page.getByText('This page is cross-origin isolated').waitFor();
});

describe('in a browser without a GPU', () => {
  const visitWithout = useBrowser(['--disable-gpu', '--disable-software-rasterizer']);

  it('says why engines are missing', async () => {
    const { page } = await visitWithout('#/backends');
    await expectText(page, 'engine-webgl2', /no.*gpu: this host cannot run webgl2: .+/);
    await expectText(page, 'engine-webgpu', /no.*gpu: this host cannot run webgpu: .+/);
    await expectText(page, 'engine-typescript', /yes/);
  });
});
