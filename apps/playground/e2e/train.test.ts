import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as nn from '@gemmule/nn';
import type { Page } from 'playwright';
import { describe, expect, inject, it } from 'vitest';
import type { DataIndex } from '../src/network/data-files.ts';
import { seriousFindings } from './accessibility.ts';
import { expectText, useBrowser } from './visit.ts';

const visit = useBrowser();

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Trains to the end. Returns the share of test images that are read right, in per cent. */
async function train(page: Page): Promise<number> {
  await page.getByRole('button', { name: /^Train/ }).click();
  const accuracy = page.getByTestId('full-accuracy');
  await accuracy.waitFor({ timeout: 50_000 });
  return Number.parseFloat((await accuracy.textContent())!);
}

it('learns to read digits, and its weights can be saved and loaded', async () => {
  const { page, faults } = await visit('#/train?epochs=1');
  const accuracy = await train(page);
  expect(accuracy).toBeGreaterThan(90);
  await expectText(page, 'step', '250 of 250');
  await expectText(page, 'parameters', '9,098');

  // The diagonal of the confusion matrix is what is right.
  const counts = await page
    .locator('.confusion tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent))));
  const right = counts.reduce((sum, row, label) => sum + row[label]!, 0);
  expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(2000);
  expect(right / 20).toBeCloseTo(accuracy, 2);

  expect(await seriousFindings(page)).toEqual([]);

  const download = page.waitForEvent('download');
  await button(page, 'Save weights').click();
  const file = await (await download).path();
  const { tensors } = nn.decodeSafetensors(await readFile(file));
  expect([...tensors].map(([name, { shape }]) => [name, ...shape])).toEqual([
    ['0.weight', 8, 1, 3, 3],
    ['0.bias', 8],
    ['3.weight', 16, 8, 3, 3],
    ['3.bias', 16],
    ['7.weight', 10, 784],
    ['7.bias', 10],
  ]);

  await button(page, 'Begin anew').click();
  await expectText(page, 'step', '–');
  await page.getByLabel('Load weights').setInputFiles(file);
  await expectText(page, 'full-accuracy', `${accuracy.toFixed(2)} %`);
  await page.getByLabel('Load weights').setInputFiles({ name: 'a', mimeType: '', buffer: Buffer.from('no weights') });
  await expect.poll(() => page.getByRole('alert').first().textContent()).toMatch(/^FormatError /);
  expect(faults).toEqual([]);
});

const fashion = (
  JSON.parse(readFileSync(join(inject('playgroundFiles'), 'data/index.json'), 'utf8')) as DataIndex
).files.some(({ name }) => name === 'fashion');

it.skipIf(!fashion)('learns to tell clothes apart (skipped where there is no Fashion-MNIST)', async () => {
  const { page } = await visit('#/train?data=fashion&epochs=1');
  expect(await train(page)).toBeGreaterThan(70);
  await page.getByText('It shows: boot').waitFor();
});

it('the same seed learns the same, and goes step by step', async () => {
  const { page } = await visit('#/train?seed=5');
  await button(page, 'Step').click();
  await expectText(page, 'step', /^1 of 750$/);
  const first = await page.getByTestId('loss').textContent();
  await button(page, 'Step').click();
  await expectText(page, 'step', /^2 of 750$/);
  await button(page, 'Step').click();
  await expectText(page, 'step', /^3 of 750$/);
  await button(page, 'Go on').click();
  await button(page, 'Stop').click();
  await button(page, 'Begin anew').click();
  await expectText(page, 'step', '–');
  await button(page, 'Step').click();
  await expectText(page, 'step', /^1 of 750$/);
  expect(await page.getByTestId('loss').textContent()).toBe(first);
});

it('sees a drawing, and takes it for something', async () => {
  const { page } = await visit('#/train');
  const pad = page.getByRole('application', { name: /^Drawing/ });
  await pad.scrollIntoViewIfNeeded();
  await page.getByText('It shows: 7').waitFor();
  const shares = () =>
    page
      .getByLabel('Probabilities')
      .locator('meter')
      .evaluateAll((all) => all.map((one) => (one as HTMLMeterElement).value));
  await expect.poll(async () => (await shares()).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  const before = await shares();
  const box = (await pad.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 20 });
  await page.mouse.up();
  await page.getByText('A drawing').waitFor();
  await expect.poll(shares).not.toEqual(before);
  expect((await shares()).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
});

it('goes on while one looks at another room', async () => {
  const { page } = await visit('#/train?epochs=2');
  await button(page, 'Train').click();
  await expectText(page, 'step', /of 500$/);
  await page.getByRole('link', { name: 'im2col' }).click();
  await page.getByRole('application', { name: /^Columns/ }).waitFor();
  await page.getByRole('link', { name: 'Train' }).click();
  await expectText(page, 'step', /^500 of 500$/);
});

it('a change that is undone while it learns ends the training, and the network that is back begins anew', async () => {
  const { page } = await visit('#/train?epochs=50');
  await page.getByLabel('Seed').fill('9');
  await page.getByText('Runs on cpu').waitFor();
  await button(page, 'Train').click();
  await expectText(page, 'step', /^\d{2,} of 12500$/);
  await button(page, 'Undo').click();
  await expectText(page, 'step', '–');
  await button(page, 'Step').click();
  await expectText(page, 'step', /^1 of 12500$/);
  expect(await page.getByRole('alert').first().textContent()).toBe('');
});

it('what was learned is there again when a change is taken back', async () => {
  const { page } = await visit('#/train?epochs=1');
  const accuracy = await train(page);
  // Of no matter to the network.
  await page.getByLabel('Images a step').fill('64');
  await expectText(page, 'step', '250 of 250');
  await page.getByLabel('Layer 1, relu: remove').click();
  await expectText(page, 'step', '–');
  await button(page, 'Undo').click();
  await expectText(page, 'step', '250 of 250');
  await expectText(page, 'full-accuracy', `${accuracy.toFixed(2)} %`);
  const download = page.waitForEvent('download');
  await button(page, 'Save weights').click();
  const { tensors } = nn.decodeSafetensors(await readFile(await (await download).path()));
  await button(page, 'Begin anew').click();
  await expectText(page, 'step', '–');
  const fresh = page.waitForEvent('download');
  await button(page, 'Save weights').click();
  const first = nn.decodeSafetensors(await readFile(await (await fresh).path())).tensors;
  expect(tensors.get('7.weight')).not.toEqual(first.get('7.weight'));
});

it('can be used by the keyboard alone', async () => {
  const { page } = await visit('#/train');
  await page.getByText('Runs on cpu').waitFor();
  await button(page, 'Step').focus();
  await page.keyboard.press('Enter');
  await expectText(page, 'step', /^1 of 750$/);
  await page.getByRole('application', { name: /^Drawing/ }).focus();
  for (const key of ['ArrowDown', 'Enter', 'ArrowDown', 'Enter', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await page.getByText('A drawing').waitFor();
  await button(page, 'Stop').focus();
  await page.keyboard.press('Enter');
  await button(page, 'Train on').waitFor();
  await page.getByLabel('Layer 1, relu: remove').focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Layer 1, maxPool2d: remove').waitFor();
  await page.getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Layer 1, relu: remove').waitFor();
  await expectText(page, 'parameters', '9,098');
});

it('a network that does not fit is refused in the words of the compiler, and can be mended', async () => {
  const { page } = await visit('#/train');
  await page.getByText('Runs on cpu').waitFor();
  const field = page.getByLabel('Layer 0, conv2d: out');
  await field.fill('12');
  await field.press('Enter');
  const alert = page.getByRole('alert').first();
  await expect
    .poll(() => alert.textContent())
    .toBe(
      'ShapeError layer 3: conv2d: input has 12 channels but weight [16, 8, 3, 3] with groups 1 expects 8 (input [N, 12, 14, 14])',
    );
  expect(await page.getByRole('button', { name: 'Train' }).isDisabled()).toBe(true);
  await button(page, 'Fit sizes').click();
  await expect.poll(() => alert.textContent()).toBe('');
  await expectText(page, 'parameters', '9,714');

  await page.getByText('Code', { exact: true }).click();
  const code = page.getByLabel('Code of the network');
  expect(await code.inputValue()).toContain("nn.conv2d({ in: 12, out: 16, kernel: 3, padding: 'same' })");
  await page.getByText("Model<['N', 1, 28, 28], ['N', 10]>").waitFor();
  await code.fill("nn.network(['N', 1, 28, 28], nn.flatten(), nn.linear(784, 10), alert(1))");
  await expect.poll(() => alert.textContent()).toMatch(/^CodeError only numbers.* in line 1 at 'alert\(1\)\)'/);
  await code.fill("nn.network(['N', 1, 28, 28], nn.flatten(), nn.linear(784, 1000000))");
  await expect.poll(() => alert.textContent()).toMatch(/^UsageError the network gives \[N, 1000000\]/);
  await code.fill("nn.network(['N', 1, 28, 28], nn.flatten(), nn.linear(784, 10))");
  await expectText(page, 'parameters', '7,850');
});

describe('in a browser without a GPU', () => {
  const visitWithout = useBrowser(['--disable-gpu', '--disable-software-rasterizer']);

  it('an engine that is not there says why, and another one can be taken', async () => {
    const { page } = await visitWithout('#/train');
    await page.getByText('Runs on cpu').waitFor();
    await page.getByLabel('Engine').selectOption('webgl2');
    const alert = page.getByRole('alert').first();
    await expect.poll(() => alert.textContent()).toMatch(/^BackendError gpu: this host cannot run webgl2/);
    await page.getByLabel('Engine').selectOption('typescript');
    await page.getByText('Runs on cpu typescript').waitFor();
    expect(await alert.textContent()).toBe('');
    await button(page, 'Step').click();
    await expectText(page, 'step', /^1 of/);
  });
});

it('what a GPU that is lost has done is said, and one can begin anew', async () => {
  const { page } = await visit('#/train?engine=webgl2&batch=8');
  await page.getByText('Runs on gpu webgl2').waitFor({ timeout: 40_000 });
  await button(page, 'Step').click();
  await expectText(page, 'step', /^1 of/);
  const session = await page.context().browser()!.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess' as never);
  await expect
    .poll(
      async () => {
        const said = await page.getByRole('alert').first().textContent();
        if (said === '') await button(page, 'Step').click();
        return said;
      },
      { timeout: 30_000, interval: 500 },
    )
    .toMatch(/^BackendError gpu: .*make a new backend/);
  await page.getByLabel('Engine').selectOption('typescript');
  await page.getByText('Runs on cpu typescript').waitFor();
  await button(page, 'Step').click();
  await expectText(page, 'step', /^1 of/);
});
