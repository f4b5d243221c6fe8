/**
 * The first key that an object of a JSON text has twice, which `JSON.parse` hides: it keeps the last. The text must be
 * valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  /** The keys of each object that is open; undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  // Strings (with a colon after them: keys) and brackets; everything else is of no interest.
  for (const [token, text, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      // Parsed, because `"a"` may also be written `"\u0061"`.
      const key = JSON.parse(text!) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
