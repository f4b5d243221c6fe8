import {
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
  type SignatureReflection,
} from 'typedoc';

const documented: ReflectionKind =
  ReflectionKind.Function |
  ReflectionKind.Variable |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Property |
  ReflectionKind.Method |
  ReflectionKind.Accessor;

/** Where operations, layers and the like live: what they compute has a definition, in a formula or in a paper. */
const defined = /packages\/(core\/src\/ops|nn\/src\/(layers|losses|optimizers|schedules)|zoo\/src)\//;

/** A formula, or when a paper appeared. */
const source = /`[^`]+`|\b(?:19|20)\d\d\b/;

/** `[N, C, H, W]`, or words for it. */
const shape = /\[[^\]]*\]|\bshapes?\b|\bscalar\b|\blengths?\b/i;

/**
 * What is missing from the documentation of the public interface, a sentence each.
 *
 * Everything that is exported says what it is, and so do the members of what is exported, unless their owner's description
 * has them in its formulas. A function has an example and tells what it throws, or that it does not; one that takes or makes
 * tensors tells their shapes; what computes something gives its definition or its source.
 */
export function documentationGaps(project: ProjectReflection): string[] {
  return Object.values(project.reflections)
    .filter((reflection) => reflection.kindOf(documented) && isOurs(reflection as DeclarationReflection))
    .flatMap((reflection) => gapsOf(reflection as DeclarationReflection).map((gap) => `${nameOf(reflection)}: ${gap}`))
    .sort();
}

function gapsOf(declaration: DeclarationReflection): string[] {
  const comment = commentOf(declaration);
  if (comment === undefined || textOf(comment) === '') return isToldByOwner(declaration) ? [] : ['no description'];
  const signatures = signaturesOf(declaration);
  if (!isExport(declaration) || signatures.length === 0) return [];
  const file = declaration.sources?.[0]?.fullFileName ?? '';
  const text = textOf(comment);
  return [
    ...(hasTag(comment, '@throws') ? [] : ['no @throws']),
    ...(hasTag(comment, '@example') ? [] : ['no @example']),
    ...(signatures.some(hasTensors) && !shape.test(text) ? ['no shapes'] : []),
    ...(defined.test(file) && !source.test(summaryOf(comment)) ? ['neither a definition nor a source'] : []),
  ];
}

/** Not said elsewhere already (in another library, in what it extends), and not within a type without a name. */
function isOurs(declaration: DeclarationReflection): boolean {
  const { flags, inheritedFrom, overwrites, implementationOf } = declaration;
  if (flags.isExternal || flags.isPrivate || (inheritedFrom ?? overwrites ?? implementationOf) !== undefined)
    return false;
  for (let parent = declaration.parent; parent !== undefined; parent = parent.parent) {
    if (parent.kindOf(ReflectionKind.TypeLiteral)) return false;
  }
  return /^[A-Za-z]/.test(declaration.name); // not `[Symbol.dispose]`, `~shapes`, or a place in a tuple
}

/** Whether what it belongs to speaks of it by its name, in code: `y[i] = f(x[i])` tells what `x` is. */
function isToldByOwner(member: DeclarationReflection): boolean {
  const owner = member.parent as DeclarationReflection | undefined;
  const comment = owner === undefined || isExport(member) ? undefined : commentOf(owner);
  const code = comment?.summary.filter(({ kind }) => kind === 'code').map(({ text }) => text) ?? [];
  return new RegExp(`\\b${member.name}\\b`).test(code.join(' '));
}

function isExport(declaration: DeclarationReflection): boolean {
  return declaration.parent?.kindOf(ReflectionKind.Module | ReflectionKind.Project) ?? false;
}

/** Of a function, or of a constant that can be called. */
function signaturesOf(declaration: DeclarationReflection): readonly SignatureReflection[] {
  if (declaration.kindOf(ReflectionKind.Function)) return declaration.signatures ?? [];
  if (!declaration.kindOf(ReflectionKind.Variable)) return [];
  const { type } = declaration;
  if (type?.type === 'reflection') return type.declaration.signatures ?? [];
  const target = type?.type === 'reference' ? type.reflection : undefined;
  return (target as DeclarationReflection | undefined)?.signatures ?? [];
}

function hasTensors(signature: SignatureReflection): boolean {
  const types = [signature.type, ...(signature.parameters ?? []).map((parameter) => parameter.type)];
  return types.some((type) => /\b(?:Int)?Tensor\b/.test(type?.toString() ?? ''));
}

function commentOf(declaration: DeclarationReflection): Comment | undefined {
  const { signatures = [], getSignature, setSignature, type } = declaration;
  const inner = type?.type === 'reflection' ? (type.declaration.signatures ?? []) : [];
  const all = [declaration, ...signatures, getSignature, setSignature, ...inner];
  return all.map((one) => one?.comment).find((comment) => comment !== undefined);
}

const hasTag = (comment: Comment, name: `@${string}`): boolean => comment.getTag(name) !== undefined;

const summaryOf = (comment: Comment): string => comment.summary.map(({ text }) => text).join('');

function textOf(comment: Comment): string {
  const tags = comment.blockTags.flatMap(({ content }) => content.map(({ text }) => text));
  return [summaryOf(comment), ...tags].join(' ').trim();
}

function nameOf(reflection: Reflection): string {
  return reflection.getFullName();
}
