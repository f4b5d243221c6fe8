import { expect, it } from 'vitest';
import { history } from './history.ts';

it('goes back and forth', () => {
  const numbers = history(1);
  expect([numbers.canUndo.value, numbers.canRedo.value]).toEqual([false, false]);
  numbers.undo();
  numbers.change(2);
  numbers.change(3);
  numbers.undo();
  expect(numbers.value.value).toBe(2);
  numbers.redo();
  expect(numbers.value.value).toBe(3);
  numbers.undo();
  numbers.undo();
  expect([numbers.value.value, numbers.canUndo.value, numbers.canRedo.value]).toEqual([1, false, true]);
  numbers.change(5);
  expect(numbers.canRedo.value).toBe(false);
});

it('takes back what one control did in one go', () => {
  let time = 0;
  const numbers = history(1, () => time);
  numbers.change(2, 'slider');
  time = 900;
  numbers.change(3, 'slider');
  numbers.change(4, 'other');
  numbers.undo();
  expect(numbers.value.value).toBe(3);
  numbers.undo();
  expect(numbers.value.value).toBe(1);

  numbers.change(2, 'slider');
  time = 2000;
  numbers.change(3, 'slider');
  numbers.undo();
  expect(numbers.value.value).toBe(2);
});

it('keeps the last 200 steps', () => {
  const numbers = history(0);
  for (let i = 1; i <= 300; i++) numbers.change(i);
  for (let i = 0; i < 300; i++) numbers.undo();
  expect(numbers.value.value).toBe(100);
});
