import { type Expression, parseExpressionAt, type SpreadElement, tokTypes, tokenizer } from 'acorn';

/*
 * A network as the code one would write in an editor, `nn.network(['N', 1, 28, 28], nn.conv2d({ … }), …)`, read as data. Nothing of it
 * is run as a program: a link may bring any text, and the page's policy allows no code from strings.
 */

/** What an argument may be. */
export type Value = number | string | boolean | readonly Value[] | { readonly [key: string]: Value } | Call;

/** `nn.conv2d({ in: 1 })` */
export class Call {
  readonly name: string;
  readonly args: readonly Value[];

  constructor(name: string, args: readonly Value[]) {
    this.name = name;
    this.args = args;
  }
}

export interface NetworkSpec {
  readonly input: readonly Value[];
  readonly layers: readonly Call[];
}

/** The text cannot be read as a network. */
export class CodeError extends Error {
  override readonly name = 'CodeError';
}

/** @throws CodeError that says where it is not. */
export function parseNetwork(code: string): NetworkSpec {
  const network = valueOf(expressionOf(code), code);
  if (!(network instanceof Call) || network.name !== 'network') {
    throw new CodeError("the code must be one call of nn.network, such as nn.network(['N', 1, 28, 28], nn.flatten())");
  }
  const [input, ...layers] = network.args;
  if (!Array.isArray(input)) throw new CodeError("nn.network begins with the shape of its input: ['N', 1, 28, 28]");
  const wrong = layers.findIndex((layer) => !(layer instanceof Call));
  if (wrong >= 0) throw new CodeError(`argument ${wrong + 2} of nn.network is no layer, such as nn.relu()`);
  return { input, layers: layers as Call[] };
}

function expressionOf(code: string): Expression {
  try {
    const expression = parseExpressionAt(code, 0, { ecmaVersion: 2024 });
    for (const token of tokenizer(code.slice(expression.end), { ecmaVersion: 2024 })) {
      if (token.type !== tokTypes.semi) throw wrongAt(code, expression.end + token.start, 'this is behind the end');
    }
    return expression;
  } catch (error) {
    if (error instanceof SyntaxError) throw new CodeError(error.message.replace(/\((\d+):(\d+)\)$/, 'in line $1'));
    throw error;
  }
}

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

function valueOf(node: Expression | SpreadElement, code: string): Value {
  switch (node.type) {
    case 'Literal':
      if (['number', 'string', 'boolean'].includes(typeof node.value)) return node.value as Value;
      break;
    case 'ArrayExpression':
      return node.elements.map((element) => {
        if (element === null) throw wrongAt(code, node.start, 'a list has no gaps');
        return valueOf(element, code);
      });
    case 'ObjectExpression':
      return Object.fromEntries(
        node.properties.map((property) => {
          if (property.type !== 'Property' || property.computed || property.kind !== 'init' || property.method) {
            throw wrongAt(code, property.start, 'options are written as name: value');
          }
          const { key, value } = property;
          const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
          // `{ in }` would be a variable.
          if (property.shorthand) throw wrongAt(code, property.start, `${name} has no value`);
          return [name, valueOf(value, code)];
        }),
      );
    case 'UnaryExpression': {
      const value = valueOf(node.argument, code);
      if (node.operator === '-' && typeof value === 'number') return -value;
      break;
    }
    case 'BinaryExpression': {
      if (node.left.type === 'PrivateIdentifier') break;
      const [left, right] = [valueOf(node.left, code), valueOf(node.right, code)];
      const operator = Object.hasOwn(operators, node.operator) ? operators[node.operator] : undefined;
      if (operator !== undefined && typeof left === 'number' && typeof right === 'number') return operator(left, right);
      break;
    }
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== 'nn')
        break;
      if (callee.property.type !== 'Identifier' || callee.computed) break;
      return new Call(
        callee.property.name,
        node.arguments.map((argument) => valueOf(argument, code)),
      );
    }
    default:
  }
  throw wrongAt(code, node.start, 'only numbers, texts, lists, options and calls of nn can be read');
}

function wrongAt(code: string, position: number, what: string): CodeError {
  const line = code.slice(0, position).split('\n').length;
  const text = code.slice(position, position + 20).split('\n')[0] ?? '';
  return new CodeError(`${what}, in line ${line} at '${text}'`);
}

/** Whether a value is options by their names. */
export function isOptions(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Call);
}

/** The code of a network, one layer a line. */
export function printNetwork({ input, layers }: NetworkSpec): string {
  const lines = [printValue(input), ...layers.map(printValue)];
  return `nn.network(\n${lines.map((line) => `  ${line},\n`).join('')})`;
}

export function printValue(value: Value): string {
  if (value instanceof Call) return `nn.${value.name}(${value.args.map(printValue).join(', ')})`;
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(printValue).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([name, entry]) => `${printKey(name)}: ${printValue(entry)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function printKey(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : printValue(name);
}
