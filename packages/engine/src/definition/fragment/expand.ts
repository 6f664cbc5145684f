/**
 * Theory of operation
 *
 * Inclusion happens before anything looks at the file's content: a node with `use` becomes the fragment's nodes, under ids of their
 * own, and what the fragment declares (roles, variables, messages, …) is declared in the file. What comes out is a file as an author
 * could have written it by hand, and every part of it knows where it was written and where it was included from. Nothing after this
 * knows of fragments.
 */
import { closest, type Code, type Detail, diagnose, type Diagnostic, type Position, suggestion } from '../../diagnostics/index.ts'
import { FIELD_UNKNOWN } from '../field-codes.ts'
import type { Tree } from '../yaml/tree.ts'
import {
  FRAGMENT_DECLARATION_DIFFERS,
  FRAGMENT_EXIT_MISSING,
  FRAGMENT_EXIT_UNKNOWN,
  FRAGMENT_NO_ENTRY,
  FRAGMENT_PARAMETER_MISSING,
  FRAGMENT_PARAMETER_STRUCTURED,
  FRAGMENT_PARAMETER_TYPE,
  FRAGMENT_PARAMETER_UNDECLARED,
  FRAGMENT_PARAMETER_UNKNOWN,
  FRAGMENT_UNKNOWN,
  INCLUDE_CYCLE,
  INCLUDE_NOT_FOUND,
  INCLUDE_PATH,
  INCLUDE_TOO_LARGE,
} from './codes.ts'
import { readFragment, type Fragment, type FragmentFile } from './fragment.ts'
import { fill, fits } from './parameters.ts'
import { entriesOf, entry, isEntries, isItems, partOf, placedBy, plainOf, textOf, treeOf, type Part } from './part.ts'
import { aliasOf, isSafeReference } from './reference-path.ts'
import { idsIn, SUB_FLOWS, withFlow, withIds, withRuleIds, withTargets } from './references.ts'

/**
 * Finds what an `include` names; `undefined`: there is none. The reader itself touches no files. A resolver that gives the same object for
 * the same text lets the reader parse it once.
 *
 * @param reference  `supplement`, or `./steps/check.yaml`: never an absolute path, never one with `..`
 * @param from       the file that includes it
 */
export type FragmentResolver = (reference: string, from: string) => FragmentFile | undefined

export interface Expanded {
  readonly tree: Tree
  readonly diagnostics: readonly Diagnostic[]
  /** Text of every file that was included, by its name. */
  readonly sources: ReadonlyMap<string, string>
}

/** As many parts as a file of the largest size that is read has about twice. */
const MOST_PARTS = 200_000
/** Fragments in fragments. */
const DEEPEST = 24

/** Sections whose entries a fragment adds to the file that includes it. */
const DECLARED = ['roles', 'documents', 'results', 'variables', 'messages', 'signals', 'errors', 'escalations', 'decisions']
/** Lists of texts that are put together. */
const LISTED = ['basis', 'sources']

/** A file with everything that it includes in it. A file that includes nothing is given back as it is. */
export function expandIncludes(tree: Tree, file: string, resolve: FragmentResolver | undefined): Expanded {
  const expansion = new Expansion(file, resolve)
  if (tree.data === undefined || !(Object.hasOwn(tree.data, 'include') || usesIn(tree.data))) {
    return { tree, diagnostics: [], sources: expansion.sources }
  }
  const { whole } = expansion.file(partOf(tree), file, [file])
  return {
    tree: { ...treeOf(whole), diagnostics: tree.diagnostics },
    diagnostics: expansion.diagnostics,
    sources: expansion.sources,
  }
}

/** A fragment alone, as a whole procedure around it would include it: with its examples, each way out leading to an end. */
export function aloneAround(fragment: Fragment): Tree {
  const { place } = fragment.body
  const at = (content: Part['content']): Part => ({ place, content })
  const map = (entries: [string, Part][]): Part => at(new Map(entries))
  const given = [...fragment.parameters.values()].flatMap(({ name, fallback, example }): [string, Part][] => {
    const value = example ?? fallback
    return value === undefined ? [] : [[name, value]]
  })
  const ends = fragment.exits.map((exit): [string, Part] => [`end-${exit}`, map([['endEvent', at(null)]])])
  const exits = fragment.exits.map((exit): [string, Part] => [exit, at(`end-${exit}`)])
  const use = map([
    ['use', at(fragment.name)],
    ['with', map(given)],
    ['exits', map(exits)],
    ['prefix', at('')],
  ])
  const next = (key: string, to: Part['content']): Part =>
    map([
      [key, at(null)],
      ['next', at(to)],
    ])
  // A fragment without an entry begins by itself, or hangs on what is around it and may never come to its ways out.
  const begins = [...entriesOf(entry(fragment.body, 'flow')).values()].some((node) => entriesOf(node).has('startEvent'))
  const after = fragment.entry !== undefined ? at('alone') : at(['end-around', ...ends.map(([id]) => id)].map((id) => at(id)))
  const around: [string, Part][] = [
    ['begin', next('startEvent', 'around')],
    ['around', next('task', after.content)],
    ...(fragment.entry === undefined ? [['end-around', map([['endEvent', at(null)]])] as [string, Part]] : []),
  ]
  const flow: [string, Part][] = [...(begins && fragment.entry === undefined ? [] : around), ['alone', use], ...ends]
  const root = map([
    ['procedure', at(`fragment-${fragment.name}`)],
    ['name', at(fragment.name)],
    ['include', map([[fragment.name, at(fragment.name)]])],
    ['flow', map(flow)],
  ])
  return { ...treeOf(root), diagnostics: [] }
}

function usesIn(value: unknown): boolean {
  if (Array.isArray(value) || value === null || typeof value !== 'object') return false
  return Object.hasOwn(value, 'use') || Object.values(value).some(usesIn)
}

class Expansion {
  readonly diagnostics: Diagnostic[] = []
  readonly sources = new Map<string, string>()
  readonly #texts = new Map<string, FragmentFile | undefined>()
  readonly #fragments = new Map<string, Fragment | undefined>()
  #parts = 0

  constructor(
    private readonly root: string,
    private readonly resolve: FragmentResolver | undefined,
  ) {}

  /** A file's part, or a fragment's body, with its uses expanded. `chain`: the files around it, itself last. */
  file(part: Part, file: string, chain: readonly string[]): { readonly whole: Part; readonly entries: FirstNodes } {
    const fragments = this.#included(entry(part, 'include'), file, chain)
    const declared: Declared = { sections: new Map(), lists: new Map(), rules: [] }
    const flow = entry(part, 'flow')
    const expanded = flow === undefined ? undefined : this.#flow(flow, fragments, declared, chain)
    const inner = (one: Part) => withFlow(one, (process) => this.#flow(process, fragments, declared, chain).flow)
    const sections = [...entriesOf(part)].flatMap(([key, section]): [string, Part][] => {
      if (key === 'include') return []
      if (key === 'flow') return expanded === undefined ? [] : [[key, expanded.flow]]
      if (key !== 'processes' || !isEntries(section.content)) return [[key, section]]
      return [[key, { ...section, content: new Map([...section.content].map(([id, one]) => [id, inner(one)])) }]]
    })
    const whole = { ...part, content: this.#merge(new Map(sections), declared) }
    return { whole, entries: expanded?.entries ?? new Map<string, string | null>() }
  }

  #included(include: Part | undefined, file: string, chain: readonly string[]): Map<string, Fragment | undefined> {
    const found = new Map<string, Fragment | undefined>()
    if (include !== undefined && !isItems(include.content) && !isEntries(include.content)) {
      this.#report(INCLUDE_PATH, include.place.key, { reference: shown(include) })
    }
    const named = isItems(include?.content)
      ? include.content.map((part): [string, Part] => [aliasOf(textOf(part) ?? ''), part])
      : [...entriesOf(include)]
    for (const [alias, part] of named) found.set(alias, this.#fragment(part, file, chain))
    return found
  }

  #fragment(part: Part, from: string, chain: readonly string[]): Fragment | undefined {
    const reference = textOf(part)
    const position = part.place.value
    if (reference === undefined || !isSafeReference(reference)) {
      return this.#report(INCLUDE_PATH, position, { reference: String(reference ?? 'no text').slice(0, 100) })
    }
    const key = `${from}\n${reference}`
    if (!this.#texts.has(key)) this.#texts.set(key, this.resolve?.(reference, from))
    const file = this.#texts.get(key)
    if (file === undefined) return this.#report(INCLUDE_NOT_FOUND, position, { reference })
    if (chain.includes(file.file)) {
      return this.#report(INCLUDE_CYCLE, position, { cycle: [...chain.slice(chain.indexOf(file.file)), file.file].join(' → ') })
    }
    if (chain.length > DEEPEST) return this.#report(INCLUDE_TOO_LARGE, position, { limit: `${DEEPEST} levels` })
    if (!this.sources.has(file.file)) {
      this.sources.set(file.file, file.text)
      const { fragment, diagnostics } = readFragment(file, { file: this.root, ...position })
      this.diagnostics.push(...diagnostics)
      this.#fragments.set(file.file, fragment)
    }
    return this.#fragments.get(file.file)
  }

  #flow(
    flow: Part,
    fragments: ReadonlyMap<string, Fragment | undefined>,
    declared: Declared,
    chain: readonly string[],
  ): { readonly flow: Part; readonly entries: FirstNodes } {
    const nodes = new Map<string, Part>()
    const entries = new Map<string, string | null>()
    for (const [id, node] of entriesOf(flow)) {
      const used = this.#use(id, node, fragments, declared, chain)
      if (used === undefined) {
        nodes.set(id, this.#inside(node, fragments, declared, chain))
        continue
      }
      entries.set(id, used.entry)
      for (const [inner, part] of used.nodes) {
        // Two nodes of one id: the rule about unique ids needs both to see them.
        nodes.set(nodes.has(inner) ? `${inner}#${id}` : inner, part)
      }
    }
    const resolved = [...nodes].map(([id, node]): [string, Part] => {
      const to = (target: string) => {
        const first = entries.get(target)
        if (first === null) this.#report(FRAGMENT_NO_ENTRY, node.place.key, { id: target })
        return first ?? target
      }
      return [id, withTargets(node, to)]
    })
    return { flow: { ...flow, content: new Map(resolved) }, entries }
  }

  #inside(node: Part, fragments: ReadonlyMap<string, Fragment | undefined>, declared: Declared, chain: readonly string[]): Part {
    if (!isEntries(node.content)) return node
    const content = new Map(node.content)
    for (const kind of SUB_FLOWS) {
      const sub = content.get(kind)
      if (sub !== undefined)
        content.set(
          kind,
          withFlow(sub, (flow) => this.#flow(flow, fragments, declared, chain).flow),
        )
    }
    return { ...node, content }
  }

  /** `undefined`: a node like any other. `entry`: `null` where nothing can lead to it; after a mistake its own id. */
  #use(
    id: string,
    node: Part,
    fragments: ReadonlyMap<string, Fragment | undefined>,
    declared: Declared,
    chain: readonly string[],
  ): { nodes: ReadonlyMap<string, Part>; entry: string | null } | undefined {
    const use = entry(node, 'use')
    if (use === undefined) return undefined
    const nothing = { nodes: new Map<string, Part>(), entry: id }
    const name = textOf(use) ?? ''
    this.#keysOf(node)
    if (!fragments.has(name)) {
      this.#report(FRAGMENT_UNKNOWN, use.place.value, { name, ...suggestion(name, fragments.keys()) }, id)
      return nothing
    }
    const fragment = fragments.get(name)
    if (fragment === undefined || this.#isTooLarge(use)) return nothing
    const site = { file: this.root, ...use.place.value }
    const values = this.#arguments(id, fragment, node)
    const filled = fill(
      placedBy(fragment.body, (position) => ({ ...position, includedAt: site })),
      values,
      ({ name: unknown, position, why }) => {
        const code = why === 'undeclared' ? FRAGMENT_PARAMETER_UNDECLARED : FRAGMENT_PARAMETER_STRUCTURED
        this.#report(code, position, { name: unknown, ...suggestion(unknown, fragment.parameters.keys()) }, id)
      },
    )
    this.#parts += sizeOf(filled)
    const before = this.#parts
    const { whole: body, entries } = this.file(filled ?? fragment.body, fragment.file, [...chain, fragment.file])
    const wiring = this.#exits(id, fragment, node)
    const prefix = textOf(entry(node, 'prefix')) ?? `${id}.`
    const flow = entry(body, 'flow')
    const ids = new Set(idsIn(flow))
    // What is inside is moved once more: fragments in fragments in fragments cost all of their levels.
    this.#parts = Math.max(this.#parts, 2 * this.#parts - before)
    this.#isTooLarge(use)
    const named = (inner: string) => `${prefix}${inner}`
    // What a fragment does not have itself is a node around it, which a parameter named.
    const target = (inner: string) => (ids.has(inner) ? named(inner) : (wiring.get(inner) ?? inner))
    this.#declare(body, declared, named)
    const own = fragment.entry === undefined ? null : (entries.get(fragment.entry) ?? fragment.entry)
    const first = own === null ? null : named(own)
    return { nodes: flow === undefined ? new Map() : entriesOf(withIds(flow, named, target)), entry: first }
  }

  /** Said once; what follows is left out. */
  #isTooLarge(use: Part): boolean {
    if (this.#parts <= MOST_PARTS) return false
    if (this.#parts !== Infinity) this.#report(INCLUDE_TOO_LARGE, use.place.value, { limit: `${MOST_PARTS} parts` })
    this.#parts = Infinity
    return true
  }

  #keysOf(node: Part): void {
    for (const [key, part] of entriesOf(node)) {
      if (!USE_KEYS.includes(key)) this.#report(FIELD_UNKNOWN, part.place.key, { field: key, ...suggestion(key, USE_KEYS) })
    }
  }

  #arguments(id: string, { name, parameters }: Fragment, node: Part): Map<string, Part | undefined> {
    const given = entriesOf(entry(node, 'with'))
    const position = entry(node, 'use')?.place.value ?? node.place.key
    for (const [key, part] of given) {
      if (!parameters.has(key)) {
        const details = { name: key, fragment: name, ...suggestion(key, parameters.keys()) }
        this.#report(FRAGMENT_PARAMETER_UNKNOWN, part.place.key, details, id)
      }
    }
    return new Map(
      [...parameters.values()].map((parameter) => {
        const value = given.get(parameter.name)
        if (value === undefined) {
          if (parameter.fallback !== undefined) return [parameter.name, parameter.fallback]
          const near = closest(parameter.name, given.keys())
          const isMisspelt = near !== undefined && !parameters.has(near)
          const details = { name: parameter.name, fragment: name, what: parameter.description ?? parameter.type }
          if (!isMisspelt) this.#report(FRAGMENT_PARAMETER_MISSING, position, details, id)
          return [parameter.name, undefined]
        }
        if (fits(parameter, value)) return [parameter.name, value]
        const expected = parameter.values?.map(String).join(' | ') ?? parameter.type
        this.#report(FRAGMENT_PARAMETER_TYPE, value.place.value, { name: parameter.name, expected, found: shown(value) }, id)
        return [parameter.name, undefined]
      }),
    )
  }

  /** Where each way out leads: `exits: { a: … }`, or `next` where there is but one. What it leads to stays where its author wrote it. */
  #exits(id: string, { name, exits }: Fragment, node: Part): Map<string, Part> {
    const wiring = new Map<string, Part>()
    const next = entry(node, 'next')
    const [only] = exits
    if (next !== undefined && exits.length === 1 && only !== undefined) wiring.set(only, asText(next))
    else if (next !== undefined) {
      this.#report(FRAGMENT_EXIT_UNKNOWN, next.place.key, { exit: 'next', fragment: name, ...suggestion('next', exits) }, id)
    }
    for (const [exit, part] of entriesOf(entry(node, 'exits'))) {
      if (exits.includes(exit)) wiring.set(exit, asText(part))
      else this.#report(FRAGMENT_EXIT_UNKNOWN, part.place.key, { exit, fragment: name, ...suggestion(exit, exits) }, id)
    }
    const missing = exits.filter((exit) => !wiring.has(exit))
    const position = entry(node, 'use')?.place.value ?? node.place.key
    if (missing.length > 0) this.#report(FRAGMENT_EXIT_MISSING, position, { exits: missing.join(', '), fragment: name }, id)
    return wiring
  }

  /** What a fragment declares joins what others do. */
  #declare(body: Part, declared: Declared, named: (id: string) => string): void {
    for (const section of DECLARED) {
      const known = declared.sections.get(section) ?? new Map<string, Part>()
      declared.sections.set(section, known)
      for (const [id, part] of entriesOf(entry(body, section))) {
        const before = known.get(id)
        const isSame = before === undefined || JSON.stringify(plainOf(before)) === JSON.stringify(plainOf(part))
        if (!isSame) this.#report(FRAGMENT_DECLARATION_DIFFERS, part.place.key, { section, id })
        known.set(id, before ?? part)
      }
    }
    for (const list of LISTED) {
      const content = entry(body, list)?.content
      if (isItems(content)) declared.lists.set(list, [...(declared.lists.get(list) ?? []), ...content])
    }
    const rules = entry(body, 'rules')
    const renamed = rules === undefined ? undefined : withRuleIds(rules, named).content
    if (isItems(renamed)) declared.rules.push(...renamed)
  }

  /** What the file itself declares stands before what its fragments do. */
  #merge(own: Map<string, Part>, declared: Declared): Map<string, Part> {
    const place = { key: TOP, value: TOP }
    for (const [section, added] of declared.sections) {
      const before = own.get(section)
      if (added.size === 0 || (before !== undefined && before.content !== null && !isEntries(before.content))) continue
      const mine = entriesOf(before)
      const rest = [...added].filter(([id]) => !mine.has(id))
      own.set(section, { place: before?.place ?? place, content: new Map([...mine, ...rest]) })
    }
    for (const [list, added] of [...declared.lists, ['rules', declared.rules] as const]) {
      const before = own.get(list)
      if (added.length === 0 || (before !== undefined && !isItems(before.content))) continue
      const mine = isItems(before?.content) ? before.content : []
      const seen = new Set(mine.map((part) => JSON.stringify(plainOf(part))))
      const rest = added.filter((part) => !seen.has(JSON.stringify(plainOf(part))) && seen.add(JSON.stringify(plainOf(part))))
      own.set(list, { place: before?.place ?? place, content: [...mine, ...rest] })
    }
    return own
  }

  #report(code: Code, position: Position, details: Readonly<Record<string, Detail>>, element?: string): undefined {
    const about = element === undefined ? {} : { element }
    this.diagnostics.push(diagnose(code, { file: this.root, position, details, ...about }))
  }
}

const USE_KEYS = ['use', 'with', 'exits', 'next', 'prefix']
const TOP: Position = { line: 1, column: 1, length: 1 }

/** By the id of a use: the node that stands first in it; `null`: nothing can lead to it. */
type FirstNodes = ReadonlyMap<string, string | null>

/** What the fragments of one file declare. */
interface Declared {
  readonly sections: Map<string, Map<string, Part>>
  readonly lists: Map<string, readonly Part[]>
  readonly rules: Part[]
}

function sizeOf(whole: Part | undefined): number {
  if (whole === undefined) return 0
  const inner = isEntries(whole.content) ? [...whole.content.values()] : isItems(whole.content) ? whole.content : []
  return inner.reduce((sum, one) => sum + sizeOf(one), 1)
}

/** What is no text names no element. */
function asText(part: Part): Part {
  return textOf(part) === undefined ? { ...part, content: '' } : part
}

function shown(value: Part): string {
  const text = JSON.stringify(plainOf(value)) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
