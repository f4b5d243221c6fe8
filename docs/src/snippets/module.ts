/** A snippet as a module that compiles, and that checks what its comments claim. */
import ts from 'typescript';
import { parseClaim } from './claim.ts';
import type { Exports } from './examples.ts';
import type { Snippet } from './snippet.ts';

const checks = "import { $print, $values, type $Same } from '../src/snippets/checks.ts';";

/** The source of the module; `exports` are those of all entry points, by their names. */
export function moduleOf(snippet: Snippet, exports: ReadonlyMap<string, Exports>): string {
  const source = ts.createSourceFile('snippet.ts', snippet.given + snippet.code, ts.ScriptTarget.Latest, true);
  const edits = source.statements.flatMap((statement) => editsOf(statement, source));
  const imports = missingImports(source, edits, snippet.exampleOf, exports);
  return [checks, ...imports, `// ${snippet.place}`, apply(edits, source.text), 'export {};', ''].join('\n');
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
  const known = new Set<string>();
  const wanted = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) (isDeclared(node) ? known : wanted).add(node.text);
    ts.forEachChild(node, visit);
  };
  if (exampleOf !== undefined) visit(source);
  else source.statements.filter((node) => ts.isImportDeclaration(node)).forEach(visit);
  for (const { text } of edits) {
    const types = /: \$Same<([^;]*)> = true/.exec(text)?.[1] ?? '';
    for (const [name] of types.matchAll(/\b[A-Z]\w*/g)) wanted.add(name);
  }
  const order = [exampleOf ?? '@gemmule/core', '@gemmule/core', ...exports.keys()];
  return [...wanted].filter((name) => !known.has(name)).flatMap((name) => importOf(name, order, exports));
}

/** Whether this is where a name comes from, and not where it is used. */
function isDeclared({ parent, ...node }: ts.Identifier): boolean {
  return (
    'name' in parent && (parent.name as ts.Node | undefined)?.pos === node.pos && !ts.isPropertyAccessExpression(parent)
  );
}

const others: Record<string, string> = {
  nn: "import * as nn from '@gemmule/nn';",
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
