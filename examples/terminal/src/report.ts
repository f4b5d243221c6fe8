/**
 * Who is taken for whom: a row for each class, a column for what it was read as.
 *
 * @param names of the classes; without them, their numbers
 */
export function confusionTable(
  confusion: readonly (readonly number[])[],
  names: readonly string[] = confusion.map((_, index) => String(index)),
): string {
  const width = Math.max(5, ...names.map((name) => name.length));
  const cell = (value: number | string): string => String(value).padStart(width + 1);
  const lines = confusion.map((row, index) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const right = total === 0 ? '-' : percent((row[index] ?? 0) / total, 1);
    // A dot for zero: the eye should find the mistakes.
    const counts = row.map((count) => cell(count === 0 ? '·' : count)).join('');
    return `${names[index]!.padStart(width)}${counts}${right.padStart(9)}`;
  });
  return [`${'read:'.padStart(width)}${names.map(cell).join('')}    right`, ...lines].join('\n');
}

export function percent(share: number, decimals: number): string {
  return `${(100 * share).toFixed(decimals)} %`;
}

/** 60000 as `60,000`, whatever language the machine speaks. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** Seconds as people say them: `48 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
