import { bad } from '../file/bad.ts';
import type { StoredTensor } from '../file/tensor-data.ts';
import { constantOf } from '../operators/constant.ts';
import { operators } from '../operators/table.ts';
import { type Graph, isNamed, isStandard } from './graph.ts';
import { Node, titleOf } from './node.ts';
import type { Kernel } from './operator.ts';
import { Unsupported } from './unsupported.ts';

/** A node that is ready to run. */
export interface Step {
  /** For sentences. */
  readonly title: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly kernel: Kernel;
  /** What nobody reads after it. */
  readonly last: readonly string[];
}

/** More would not be read. */
const MAX_LISTED = 20;

/** A graph that is ready to run. */
export interface Program {
  readonly steps: readonly Step[];
  /** Those of the graph, and those that are nodes. */
  readonly constants: ReadonlyMap<string, StoredTensor>;
}

/** The nodes of a graph with their kernels. @throws FormatError that lists everything which cannot be run. */
export function prepare(graph: Graph): Program {
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const read = new Set([...outputs, ...graph.nodes.flatMap((node) => node.input ?? [])]);
  const problems = new Map<string, number>();
  const steps: Step[] = [];
  const constants = new Map(graph.constants);
  for (const proto of graph.nodes) {
    const written = proto.output ?? [];
    try {
      const node = new Node(
        proto,
        graph.opset,
        written.map((name) => name !== '' && read.has(name)),
      );
      if (proto.opType === 'Constant' && isStandard(proto.domain ?? '')) {
        constants.set(written[0] ?? '', constantOf(node));
        continue;
      }
      const kernel = operatorOf(node)(node);
      node.finish();
      steps.push({ title: titleOf(proto), inputs: proto.input ?? [], outputs: written, kernel, last: [] });
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      const problem = `${titleOf({ ...proto, name: '' }).slice('a node ('.length, -1)}: ${error.message}`;
      problems.set(problem, (problems.get(problem) ?? 0) + 1);
    }
  }
  if (problems.size > 0) throw bad(`the model has what cannot be run (opset ${graph.opset}): ${list(problems)}`);
  return { steps: withLastReads(steps, outputs), constants };
}

function operatorOf(node: Node): (node: Node) => Kernel {
  const { opType = '', domain = '' } = node.proto;
  const operator = isStandard(domain) && Object.hasOwn(operators, opType) ? operators[opType] : undefined;
  return operator ?? node.refuse('there is no such operator here');
}

function list(problems: ReadonlyMap<string, number>): string {
  const lines = [...problems].map(([problem, count]) => (count === 1 ? problem : `${problem} (${count} nodes)`));
  const more = lines.length > MAX_LISTED ? `; and ${lines.length - MAX_LISTED} more` : '';
  return `${lines.slice(0, MAX_LISTED).join('; ')}${more}`;
}

/** Walks back: the first reader met is the last one. What is not read at all goes right after it is made. */
function withLastReads(steps: readonly Step[], outputs: ReadonlySet<string>): Step[] {
  const seen = new Set(outputs);
  return steps
    .toReversed()
    .map((step) => {
      const last: string[] = [];
      for (const name of [...step.outputs, ...step.inputs].filter(isNamed)) {
        if (seen.has(name)) continue;
        seen.add(name);
        last.push(name);
      }
      return { ...step, last };
    })
    .reverse();
}
