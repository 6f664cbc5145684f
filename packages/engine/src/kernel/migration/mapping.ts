import { NONE, type Node, type Program } from '../../compile/index.ts'
import type { MigrationPlan } from '../command.ts'

/** A plan read against both programs: indices of the old one give indices of the new one, {@link NONE} where there is no place. */
export class Mapping {
  readonly #nodes = new Map<number, number>()

  constructor(
    readonly from: Program,
    readonly to: Program,
    readonly plan: MigrationPlan,
  ) {}

  /** The element's id in the new program, whether it is there or not. */
  element(id: string): string {
    const { elements = {} } = this.plan
    return Object.hasOwn(elements, id) ? (elements[id] as string) : id
  }

  node(index: number): number {
    const known = this.#nodes.get(index)
    if (known !== undefined) return known
    const id = this.from.nodes[index]?.id ?? ''
    const found = this.to.nodeById.get(this.element(id)) ?? NONE
    this.#nodes.set(index, found)
    return found
  }

  nodeAt(index: number): Node | undefined {
    return this.to.nodes[this.node(index)]
  }

  /** The flow that is named; else that of the same id; else the only one that connects the same elements. */
  flow(index: number): number {
    const old = this.from.flows[index]
    if (old === undefined) return NONE
    const { flows = {} } = this.plan
    if (Object.hasOwn(flows, old.id)) return this.to.flowById.get(flows[old.id] as string) ?? NONE
    const [source, target] = [this.node(old.source), this.node(old.target)]
    const same = this.to.flowById.get(old.id)
    if (same !== undefined && this.to.flows[same]?.target === target) return same
    const between = this.to.flows.filter((flow) => flow.source === source && flow.target === target)
    return between.length === 1 ? (between[0]?.index ?? NONE) : (same ?? NONE)
  }
}
