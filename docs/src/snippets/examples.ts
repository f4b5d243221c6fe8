import { type Comment, type ProjectReflection, type Reflection, ReflectionKind } from 'typedoc';
import type { Snippet } from './snippet.ts';

const fence = /^```ts( no-run)?\n([\s\S]*?)^```$/gm;

/** The examples in the documentation of what the packages export. */
export function exampleSnippets(project: ProjectReflection): Snippet[] {
  const seen = new Set<string>();
  return Object.values(project.reflections)
    .flatMap((reflection) => examplesOf(reflection))
    .filter(({ place, code }) => {
      const isNew = !seen.has(place + code); // an operation has its comment at each of its overloads
      seen.add(place + code);
      return isNew;
    });
}

function examplesOf(reflection: Reflection): Snippet[] {
  const { comment } = reflection;
  if (comment === undefined) return [];
  const place = reflection.getFullName();
  return texts(comment).flatMap((text) =>
    [...text.matchAll(fence)].map(([, noRun, code = '']) => ({
      place,
      code,
      given: '',
      runs: noRun === undefined,
      exampleOf: moduleOf(reflection),
    })),
  );
}

function texts({ summary, blockTags }: Comment): string[] {
  const parts = [summary, ...blockTags.map(({ content }) => content)];
  return parts.map((part) => part.map(({ text }) => text).join(''));
}

/** `@gemmule/core` of `@gemmule/core.relu`. */
function moduleOf(reflection: Reflection): string {
  return reflection.getFullName().split('.')[0]!;
}

/** What an entry point exports: the name, and whether it is a type alone. */
export type Exports = ReadonlyMap<string, { readonly isType: boolean }>;

/** The exports of each entry point. */
export function exportsOf(project: ProjectReflection): ReadonlyMap<string, Exports> {
  const types: ReflectionKind = ReflectionKind.Interface | ReflectionKind.TypeAlias;
  return new Map(
    (project.children ?? []).map(({ name, children = [] }) => [
      name,
      new Map(children.map((child) => [child.name, { isType: child.kindOf(types) }])),
    ]),
  );
}
