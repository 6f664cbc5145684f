/**
 * Theory of operation
 *
 * BPMN files that were read together become one tree, as if all had been written in one file: the root elements of the others follow
 * those of the first. References are qualified names; each is replaced by the plain id of what it names. Where two files use one id,
 * that of the later file gets its file's name in front. Every place keeps the file that it was written in.
 */
import type { Position } from '../../diagnostics/index.ts'
import { attributeOf, type LinkedFile, type XmlElement } from '../../xml/index.ts'
import { isReference } from './ids.ts'
import { BPMN } from './source.ts'

/** A file with its ids as references name them. */
export interface Unit extends Pick<LinkedFile, 'file' | 'namespace' | 'imports'> {
  readonly root: XmlElement
}

/** Elements of a root that are of its own file alone. */
const OWN = new Set(['import', 'documentation', 'extensionElements'])
/** The namespace of what no prefix is declared for. */
const XMLNS = 'xmlns'

/** One tree of all units. Alone and without imports, the first unit's own. */
export function merge(units: readonly Unit[]): XmlElement | undefined {
  const [first, ...others] = units
  if (first === undefined) return undefined
  if (others.length === 0 && first.imports.length === 0) return first.root
  const scope = new Scope(units)
  const added = others.flatMap((unit) =>
    scope.written(unit, true).children.filter(({ namespace, local }) => namespace === BPMN && !OWN.has(local)),
  )
  const root = scope.written(first, false)
  return { ...root, children: [...root.children, ...added] }
}

/** What every name stands for, in all files together. */
class Scope {
  /** By unit and by the id that was written, the id of the merged tree. */
  readonly #ids = new Map<Unit, Map<string, string>>()

  constructor(private readonly units: readonly Unit[]) {
    const taken = new Set<string>()
    for (const unit of units) {
      const own = new Map<string, string>()
      for (const id of idsIn(unit.root)) own.set(id, taken.has(id) ? free(`${stemOf(unit.file)}.${id}`, taken) : id)
      for (const id of own.values()) taken.add(id)
      this.#ids.set(unit, own)
    }
  }

  written(unit: Unit, isForeign: boolean): XmlElement {
    const place = (position: Position): Position => (isForeign ? { ...position, file: unit.file } : position)
    const copy = (element: XmlElement, around: ReadonlyMap<string, string>): XmlElement => {
      const prefixes = withDeclared(element, around)
      const named = (text: string) => this.#named(unit, text.trim(), prefixes)
      const isOurs = element.namespace === BPMN
      return {
        ...element,
        position: place(element.position),
        attributes: element.attributes.map((attribute) => {
          const { prefix, local, value, position } = attribute
          const isId = isOurs && prefix === '' && local === 'id'
          const names = prefix === '' && ((isOurs && isReference(element.local, local)) || (!isOurs && local === 'bpmnElement'))
          const written = isId ? (this.#ids.get(unit)?.get(value) ?? value) : names ? named(value) : value
          return { ...attribute, value: written, position: place(position) }
        }),
        text: isOurs && isReferenceList(element) ? named(element.text) : element.text,
        children: element.children.map((child) => copy(child, prefixes)),
      }
    }
    return copy(unit.root, new Map())
  }

  /** The id that a name stands for; a name in an imported namespace that is not there is told with its namespace. */
  #named(unit: Unit, name: string, prefixes: ReadonlyMap<string, string>): string {
    const idIn = (one: Unit, id: string) => this.#ids.get(one)?.get(id)
    const whole = idIn(unit, name)
    if (whole !== undefined) return whole
    const colon = name.indexOf(':')
    const [prefix, local] = colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)]
    const namespace = prefix === '' ? undefined : prefixes.get(prefix)
    const isElsewhere = namespace !== undefined && namespace !== unit.namespace && unit.imports.includes(namespace)
    const others = this.units.filter((other) => other !== unit)
    if (isElsewhere) {
      const found = others.filter((other) => other.namespace === namespace).flatMap((other) => idIn(other, local) ?? [])
      return found[0] ?? `{${namespace}}${local}`
    }
    return idIn(unit, local) ?? others.flatMap((other) => idIn(other, local) ?? [])[0] ?? name
  }
}

/** Elements whose text names others. */
function isReferenceList({ local, children }: XmlElement): boolean {
  return children.length === 0 && /(Ref|Refs|^incoming|^outgoing|^source|^target)$/.test(local)
}

function withDeclared(element: XmlElement, around: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const declared = element.attributes.filter(({ prefix }) => prefix === XMLNS)
  return declared.length === 0 ? around : new Map([...around, ...declared.map(({ local, value }) => [local, value] as const)])
}

function idsIn(root: XmlElement): string[] {
  const ids: string[] = []
  const open = [root]
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    const id = element.namespace === BPMN ? attributeOf(element, 'id') : undefined
    if (id !== undefined) ids.push(id)
    for (const child of element.children) open.push(child)
  }
  return ids
}

/** A file's name without folder and ending, as an id may have it. */
function stemOf(file: string): string {
  const stem = file
    .replace(/^.*[\\/]/, '')
    .replace(/\..*$/, '')
    .replace(/[^\p{L}\p{N}_-]/gu, '-')
  return /^[\p{L}_]/u.test(stem) ? stem : `_${stem}`
}

function free(id: string, taken: ReadonlySet<string>): string {
  let count = 1
  let chosen = id
  while (taken.has(chosen)) chosen = `${id}-${++count}`
  return chosen
}
