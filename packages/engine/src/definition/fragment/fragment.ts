import { diagnose, includedAt, type Diagnostic, type Position, type Sentence } from '../../diagnostics/index.ts'
import { validateFragment } from '../validate.ts'
import { parseTree, type Tree } from '../yaml/tree.ts'
import { FRAGMENT_ENTRY, FRAGMENT_NOT_ONE } from './codes.ts'
import { PARAMETER_TYPES, type Parameter, type ParameterType } from './parameters.ts'
import { entriesOf, entry, isItems, partOf, placedBy, plainOf, textOf, type Part } from './part.ts'

/** A file that an `include` names. */
export interface FragmentFile {
  /** Its name, as diagnostics show it and as it is told apart. */
  readonly file: string
  readonly text: string
}

/** A piece of a procedure that other files include: its own flow, what it needs, and where it leads. */
export interface Fragment {
  readonly file: string
  readonly name: string
  readonly parameters: ReadonlyMap<string, Parameter>
  /** Id of the node that whoever leads to the fragment leads to; absent where it begins by itself. */
  readonly entry: string | undefined
  /** Names of the ways out, which its flow leads to as if they were nodes. */
  readonly exits: readonly string[]
  /** The file without what only says how to include it. */
  readonly body: Part
}

export interface ReadFragment {
  readonly fragment?: Fragment
  readonly diagnostics: readonly Diagnostic[]
}

const HEADER = ['fragment', 'name', 'description', 'parameters', 'entry', 'exits']

/** A file's tree, and what its frame has wrong. */
interface Parsed {
  readonly tree: Tree
  readonly wrong: readonly Diagnostic[]
}

/** What many procedures include is parsed once, for as long as its resolver gives the same file. */
const PARSED = new WeakMap<FragmentFile, Parsed>()

/**
 * Reads a fragment's own file.
 *
 * @param site  where it is included, which every one of its positions then also names; `undefined`: it is looked at alone
 */
export function readFragment(source: FragmentFile, site: Position | undefined): ReadFragment {
  const { file } = source
  const { tree, wrong } = parsed(source)
  const inside = (position: Position): Position => ({ ...position, file, ...(site === undefined ? {} : { includedAt: site }) })
  const report = (found: readonly Diagnostic[]): readonly Diagnostic[] =>
    site === undefined ? found : found.map((one) => includedAt(one, site, file))
  if (tree.data === undefined) return { diagnostics: report(wrong) }
  const whole = placedBy(partOf(tree), inside)
  if (entry(whole, 'fragment') === undefined) {
    return { diagnostics: [diagnose(FRAGMENT_NOT_ONE, { file, position: inside({ line: 1, column: 1, length: 1 }) })] }
  }
  if (wrong.length > 0) return { diagnostics: report(wrong) }
  const name = textOf(entry(whole, 'fragment')) ?? ''
  const first = entry(whole, 'entry')
  const nodes = entriesOf(entry(whole, 'flow'))
  if (first !== undefined && !nodes.has(textOf(first) ?? '')) {
    const details = { entry: textOf(first) ?? '', known: [...nodes.keys()].join(', ') }
    return { diagnostics: [diagnose(FRAGMENT_ENTRY, { file, position: first.place.value, details })] }
  }
  const body = new Map([...entriesOf(whole)].filter(([key]) => !HEADER.includes(key)))
  const parameters = new Map([...entriesOf(entry(whole, 'parameters'))].map(([id, part]) => [id, parameterOf(id, part)]))
  const exits = [...entriesOf(entry(whole, 'exits')).keys()]
  return { fragment: { file, name, parameters, entry: textOf(first), exits, body: { ...whole, content: body } }, diagnostics: [] }
}

function parsed(source: FragmentFile): Parsed {
  const known = PARSED.get(source)
  if (known !== undefined) return known
  const tree = parseTree(source.text, source.file)
  const inFrame = tree.data === undefined ? [] : validateFragment(tree, source.file).diagnostics
  const made = { tree, wrong: [...tree.diagnostics, ...inFrame] }
  PARSED.set(source, made)
  return made
}

function parameterOf(name: string, part: Part): Parameter {
  const type = textOf(part) ?? textOf(entry(part, 'type')) ?? 'any'
  const values = entry(part, 'values')
  return {
    name,
    type: PARAMETER_TYPES.find((known) => known === type) ?? ('any' satisfies ParameterType),
    values: isItems(values?.content) ? values.content.map(plainOf) : undefined,
    fallback: entry(part, 'default'),
    example: entry(part, 'example'),
    description: sentenceOf(textOf(entry(part, 'vi')), textOf(entry(part, 'en'))),
  }
}

/** Whoever reads the other language is told in the one that there is. */
function sentenceOf(vi: string | undefined, en: string | undefined): Sentence | undefined {
  const one = vi ?? en
  return one === undefined ? undefined : { vi: one, en: en ?? one }
}
