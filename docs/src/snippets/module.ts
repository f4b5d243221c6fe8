/** A snippet as a module that compiles, and that checks what its comments claim. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { parseClaim } from './claim.ts';
import type { Exports } from './examples.ts';
import type { Snippet } from './snippet.ts';

const checks = "import { $print, $values, type $Same } from '../src/snippets/checks.ts';";

/** The source of the module; `exports` are those of all entry points, by their names. */
export function moduleOf(snippet: Snippet, exports: ReadonlyMap<string, Exports>): string {
  const given = snippet.exampleOf === undefined ? snippet.given : givenTo(parse(snippet.code));
  const source = parse(given + snippet.code);
  const edits = source.statements.flatMap((statement) => editsOf(statement, source));
  const imports = missingImports(source, edits, snippet.exampleOf, exports);
  return [checks, ...imports, `// ${snippet.place}`, apply(edits, source.text), 'export {};', ''].join('\n');
}

const parse = (code: string): ts.SourceFile => ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.Latest, true);

/** The constants of `given.ts`, by their names, in order. */
const givenStatements: ReadonlyMap<string, ts.Statement> = new Map(
  parse(readFileSync(new URL('given.ts', import.meta.url), 'utf8'))
    .statements.filter((statement) => ts.isVariableStatement(statement))
    .map((statement) => [statement.declarationList.declarations[0]!.name.getText(), statement]),
);

/** Those of them that an example uses, and what they use, as its first lines. */
function givenTo(example: ts.SourceFile): string {
  const used = new Set<string>();
  const use = (node: ts.Node): void => {
    for (const name of namesIn(node).wanted) {
      const statement = givenStatements.get(name);
      if (statement === undefined || used.has(name) || declared.has(name)) continue;
      used.add(name);
      use(statement);
    }
  };
  const { declared } = namesIn(example);
  use(example);
  const lines = [...givenStatements].filter(([name]) => used.has(name)).map(([, statement]) => statement.getText());
  return lines.map((line) => `${line.replace(/^export /, '')}\n`).join('');
}

/** The names that stand in a piece of code, and those among them that are made there. */
function namesIn(root: ts.Node): { readonly wanted: ReadonlySet<string>; readonly declared: ReadonlySet<string> } {
  const wanted = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMember(node)) (isDeclared(node) ? declared : wanted).add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return { wanted, declared };
}

/** Text that comes in place of another. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What makes a statement check the comment at its end. */
function editsOf(statement: ts.Statement, source: ts.SourceFile): Edit[] {
  const comment = commentBehind(statement, source);
  if (comment === undefined) return [];
  const { start, end } = { start: statement.getStart(), end: statement.end };
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    if (isConsoleLog(expression)) {
      const [first] = expression.arguments;
      if (first === undefined) return [];
      return [{ start, end: first.getStart(), text: `$print(${JSON.stringify(comment)}, ` }];
    }
    const name = `$${start}`;
    const claims = claimsOn(name, comment);
    if (claims === '') return [];
    // What the statement began with may be a parenthesis or a bracket: the one before it must have ended.
    return [
      { start, end: start, text: `;const ${name} = ` },
      { start: end, end, text: `;${claims}` },
    ];
  }
  if (!ts.isVariableStatement(statement)) return [];
  const names = statement.declarationList.declarations.flatMap(({ name }) => namesOf(name));
  const parts = names.length === 1 ? [comment] : comment.split(' and ');
  if (parts.length !== names.length) return [];
  return [{ start: end, end, text: names.map((name, i) => claimsOn(name, parts[i]!)).join('') }];
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}

/** The text of the comment on the line where a statement ends. */
function commentBehind(statement: ts.Statement, source: ts.SourceFile): string | undefined {
  const [range] = ts.getTrailingCommentRanges(source.text, statement.end) ?? [];
  if (range?.kind !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined;
  return source.text.slice(range.pos + 2, range.end).trim();
}

function isConsoleLog(node: ts.Expression): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === 'console.log';
}

/** Statements that hold the comment against what `name` is. */
function claimsOn(name: string, comment: string): string {
  const { type, shape, values } = parseClaim(comment);
  const about = JSON.stringify(comment);
  return [
    type === undefined ? '' : ` const $type_${name}: $Same<typeof ${name}, ${type}> = true; void $type_${name};`,
    shape === undefined ? '' : ` await $values(${about}, ${name}.shape, ${JSON.stringify(shape)});`,
    values === undefined ? '' : ` await $values(${about}, ${name}, ${JSON.stringify(values)});`,
  ].join('');
}

function apply(edits: readonly Edit[], text: string): string {
  let result = '';
  let position = 0;
  for (const edit of edits) {
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

/** Imports of what is used and not declared: all that an example takes for granted, and the types that claims name. */
function missingImports(
  source: ts.SourceFile,
  edits: readonly Edit[],
  exampleOf: string | undefined,
  exports: ReadonlyMap<string, Exports>,
): string[] {
  const { declared, wanted: used } = namesIn(source);
  const wanted = new Set(exampleOf === undefined ? [] : used);
  for (const { text } of edits) {
    const types = /: \$Same<([^;]*)> = true/.exec(text)?.[1] ?? '';
    for (const [name] of types.matchAll(/\b[A-Z]\w*/g)) wanted.add(name);
  }
  const order = [exampleOf ?? '@gemmule/core', '@gemmule/core', ...exports.keys()];
  return [...wanted].filter((name) => !declared.has(name)).flatMap((name) => importOf(name, order, exports));
}

/** Whether this is where a name comes from, and not where it is used. */
function isDeclared(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertySignature(parent) || ts.isMethodSignature(parent) || ts.isMethodDeclaration(parent)) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  return 'name' in parent && parent.name === identifier;
}

/** Whether the name is that of a member of something else. */
function isMember(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === identifier;
  return ts.isPropertyAssignment(parent) && parent.name === identifier;
}

const others: Record<string, string> = {
  nn: "import * as nn from '@gemmule/nn';",
  join: "import { join } from 'node:path';",
  createWriteStream: "import { createWriteStream } from 'node:fs';",
  readFile: "import { readFile } from 'node:fs/promises';",
  writeFile: "import { writeFile } from 'node:fs/promises';",
};

function importOf(name: string, order: readonly string[], exports: ReadonlyMap<string, Exports>): string[] {
  const other = others[name];
  if (other !== undefined) return [other];
  const specifier = order.find((one) => exports.get(one)?.has(name));
  if (specifier === undefined) return [];
  const { isType } = exports.get(specifier)!.get(name)!;
  return [`import { ${isType ? 'type ' : ''}${name} } from '${specifier}';`];
}
