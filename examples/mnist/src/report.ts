/** Who is taken for whom: a row for each digit, a column for what it was read as. */
export function confusionTable(confusion: readonly (readonly number[])[]): string {
  const cells = (values: readonly (number | string)[]) => values.map((value) => String(value).padStart(6)).join('');
  const lines = confusion.map((row, digit) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const right = total === 0 ? '-' : percent((row[digit] ?? 0) / total, 1);
    // A dot for zero: the eye should find the mistakes.
    return `${String(digit).padStart(5)}${cells(row.map((count) => (count === 0 ? '·' : count)))}${right.padStart(9)}`;
  });
  return [` read:${cells([...confusion.keys()]).slice(1)}    right`, ...lines].join('\n');
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
