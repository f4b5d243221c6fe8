/** What a comment at the end of a statement says of its value. */
export interface Claim {
  /** `Tensor<[2]>` of `// Tensor<[2]>: 3, 4`. */
  readonly type?: string;
  /** `[2, 3]` of `// Tensor<number[]>, of shape [2, 3]`. */
  readonly shape?: string;
  /** `3, 4`, or `2 everywhere`. */
  readonly values?: string;
}

const number = String.raw`-?(?:\d+(?:_\d{3})*(?:\.\d+)?(?:e-?\d+)?|Infinity|NaN)`;
const numbers = new RegExp(String.raw`^[[\s]*${number}(?:[\s,[\]]+${number})*[\]\s]*$`);
const everywhere = new RegExp(`^${number} everywhere$`);

/** Takes a comment apart; what is neither a type nor numbers is prose, and says nothing. */
export function parseClaim(comment: string): Claim {
  const type = leadingType(comment);
  let rest = comment.slice(type?.length ?? 0);
  const shape = /^,? of shape (\[[^\]]*\])/.exec(rest);
  rest = rest.slice(shape?.[0].length ?? 0).replace(/^:\s*/, '');
  const values = numbers.test(rest) || everywhere.test(rest) ? rest.trim() : undefined;
  return {
    ...(type === undefined ? {} : { type }),
    ...(shape === null ? {} : { shape: shape[1]! }),
    ...(values === undefined ? {} : { values }),
  };
}

/** A type with arguments, at the beginning. */
function leadingType(text: string): string | undefined {
  if (!/^[A-Z]\w*</.test(text)) return undefined;
  let depth = 0;
  for (let position = 0; position < text.length; position++) {
    const character = text[position];
    if (character === '<') depth += 1;
    if (character === '>') depth -= 1;
    if (character === '>' && depth === 0) return text.slice(0, position + 1);
  }
  return undefined;
}
