/**
 * Any value as a sentence shows it, on one line. Callers without types pass anything, and the error that tells them so
 * must not itself fail.
 */
export function showValue(value: unknown, depth = 0): string {
  if (Array.isArray(value)) {
    return depth === 3 ? '[...]' : `[${Array.from(value, (item) => showValue(item, depth + 1)).join(', ')}]`;
  }
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value).replaceAll("'", "\\'").replaceAll(/^"|"$/g, "'");
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : 'an object';
    case 'function':
      return 'a function';
    default:
      return String(value);
  }
}
