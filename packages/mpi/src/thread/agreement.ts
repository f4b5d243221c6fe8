import { elementTypeOf, elementTypes, operations } from '../native/handles.ts';
import type { Native } from '../native/native.ts';
import type { CallShape, Request } from './messages.ts';

/*
 * MPI does not notice when processes make different calls: it waits for ever, or mixes up their numbers. So each call is
 * preceded by a small one that always fits, and tells whether all are about to do the same. It also tells when all are there: what
 * follows does not have to wait for anybody, and waiting is what MPI keeps a processor busy with.
 */

const calls: readonly Request['call'][] = ['allReduce', 'broadcast', 'barrier', 'gather', 'allGather', 'end'];
/** Numbers that describe a call. */
const WORDS = 5;
const NONE = -1;

/** What the processes are about to do where it is not the same; undefined where it is. */
export function disagreement(
  native: Native,
  size: number,
  request: Request,
  waitFor: (isDone: () => boolean) => void,
): string | undefined {
  const own = encode(shapeOf(request));
  // The largest of each word and of its negative: equal where all have the same.
  const extremes = Int32Array.from([...own, ...own.map((word) => -word)]);
  waitFor(native.beginAllReduce(extremes, 'max'));
  if (own.every((word, i) => extremes[i] === word && extremes[WORDS + i] === -word)) return undefined;
  const all = new Int32Array(WORDS * size);
  native.allGather(own, all, new Int32Array(size).fill(WORDS));
  return describe(Array.from({ length: size }, (_, rank) => decode(all.subarray(rank * WORDS, (rank + 1) * WORDS))));
}

function shapeOf(request: Request): CallShape {
  const { call } = request;
  return {
    call,
    type: 'values' in request ? elementTypeOf(request.values) : undefined,
    length: call === 'allReduce' || call === 'broadcast' ? request.values.length : undefined,
    operation: call === 'allReduce' ? request.operation : undefined,
    root: 'root' in request ? request.root : undefined,
  };
}

function encode({ call, type, length, operation, root }: CallShape): Int32Array {
  const index = <T>(list: readonly T[], item: T | undefined): number =>
    item === undefined ? NONE : list.indexOf(item);
  return Int32Array.of(
    index(calls, call),
    index(elementTypes, type),
    length ?? NONE,
    index(operations, operation),
    root ?? NONE,
  );
}

function decode(words: Int32Array): CallShape {
  const [call, type, length, operation, root] = words as unknown as [number, number, number, number, number];
  return {
    call: calls[call]!,
    type: elementTypes[type],
    length: length === NONE ? undefined : length,
    operation: operations[operation],
    root: root === NONE ? undefined : root,
  };
}

/** `'rank 0 calls allReduce (sum of 10 float32), ranks 1 to 3 have ended'` */
export function describe(shapes: readonly CallShape[]): string {
  const groups: { text: string; first: number; last: number }[] = [];
  shapes.forEach((shape, rank) => {
    const text = sentence(shape);
    const group = groups.at(-1);
    if (group?.text === text) group.last = rank;
    else groups.push({ text, first: rank, last: rank });
  });
  return groups
    .map(({ text, first, last }) => {
      const who = first === last ? `rank ${first}` : `ranks ${first} to ${last}`;
      if (text === '') return `${who} ${first === last ? 'has' : 'have'} ended`;
      return `${who} ${first === last ? 'calls' : 'call'} ${text}`;
    })
    .join(', ');
}

/** Empty for the call that ends a job. */
function sentence({ call, type, length, operation, root }: CallShape): string {
  if (call === 'end') return '';
  const what = [operation && `${operation} of`, length === undefined ? undefined : String(length), type].filter(
    (part) => part !== undefined,
  );
  const to = root === undefined ? '' : `${call === 'broadcast' ? 'from' : 'to'} rank ${root}`;
  const detail = [what.join(' '), to].filter((part) => part !== '').join(' ');
  return detail === '' ? call : `${call} (${detail})`;
}
