import { diagnose, inReadingOrder, mustBeText, mustNameFile, type Diagnostic } from '../../diagnostics/index.ts'
import type { Definition } from '../definition.ts'
import { aloneAround, expandIncludes, readFragment, type FragmentResolver } from '../fragment/index.ts'
import { checkSpecification } from '../bpmn/index.ts'
import { checkRules } from '../rules/index.ts'
import { validate, type Validation } from '../validate.ts'
import { buildDefinition } from './build.ts'
import { YAML_SYNTAX } from './codes.ts'
import { parseTree, type Tree } from './tree.ts'

export interface ReadDefinition {
  /** Absent when there is an error among the diagnostics. */
  readonly definition?: Definition
  /** Every mistake of the file, in reading order. */
  readonly diagnostics: readonly Diagnostic[]
  /** Text of every fragment that the file includes, by the name that diagnostics give it. */
  readonly sources?: ReadonlyMap<string, string>
}

export interface ReadYamlOptions {
  /** The name that diagnostics show. */
  readonly file: string
  /** Finds the fragments that the file includes; without, it can include none. */
  readonly fragments?: FragmentResolver | undefined
  /**
   * This very text, with what it includes, was read before without a mistake (it is shipped, and its tests read it): the schema, the rules
   * and the specification are not asked again, which is half of the time. In a file that nobody checked, mistakes would go on unseen.
   */
  readonly isChecked?: boolean
}

/**
 * Reads a procedure from YAML. Never throws, whatever the text: mistakes come back as diagnostics, all at once.
 * A fragment alone is read as the smallest procedure that includes it.
 *
 * @example
 * const { definition, diagnostics } = readYaml(text, { file: 'birth-registration.yaml' })
 */
export function readYaml(text: string, options: ReadYamlOptions): ReadDefinition {
  mustBeText('readYaml', 'text', text)
  mustNameFile('readYaml', options)
  const { file } = options
  try {
    const tree = parseTree(text, file)
    if (tree.data === undefined) return { diagnostics: tree.diagnostics }
    return Object.hasOwn(tree.data, 'fragment') ? readAlone(text, options) : readTree(tree, options)
  } catch (error) {
    // A file that a parser chokes on is a mistake in the file, whatever the parser calls it.
    const problem = error instanceof RangeError ? 'too deep nesting' : String(error instanceof Error ? error.message : error)
    const position = { line: 1, column: 1, length: 1 }
    return { diagnostics: [diagnose(YAML_SYNTAX, { file, position, details: { problem: problem.split('\n')[0] ?? '' } })] }
  }
}

function readTree(written: Tree, { file, fragments, isChecked = false }: ReadYamlOptions): ReadDefinition {
  const { tree, diagnostics: included, sources } = expandIncludes(written, file, fragments)
  const { diagnostics, wrong } = isChecked ? NOTHING_FOUND : validate(tree, file)
  const found = [...tree.diagnostics, ...included, ...diagnostics]
  const withSources = sources.size === 0 ? {} : { sources }
  // What could not be included is missing everywhere: rules over the rest would only make noise.
  if (included.length > 0) return { diagnostics: inReadingOrder(found), ...withSources }
  const built = buildDefinition(tree, file, wrong)
  const all = [...found, ...built.diagnostics]
  if (isChecked && all.length === 0) return { definition: built.definition, diagnostics: [], ...withSources }
  const isWhole = all.every(({ severity }) => severity !== 'error')
  const ruled = checkRules({ ...built, isWhole })
  const isRight = isWhole && ruled.every(({ severity }) => severity !== 'error')
  const ordered = inReadingOrder([...all, ...ruled, ...(isRight ? checkSpecification(built.definition) : [])])
  const hasError = ordered.some(({ severity }) => severity === 'error')
  return { ...(hasError ? {} : { definition: built.definition }), diagnostics: ordered, ...withSources }
}

const NOTHING_FOUND: Validation = { diagnostics: [], wrong: new Set() }

/** A fragment's own file: what it has wrong by itself, with the examples of its parameters. */
function readAlone(text: string, { file, fragments }: ReadYamlOptions): ReadDefinition {
  const { fragment, diagnostics } = readFragment({ file, text }, undefined)
  if (fragment === undefined) return { diagnostics }
  const resolve: FragmentResolver = (reference, from) =>
    reference === fragment.name && from === '' ? { file, text } : fragments?.(reference, from)
  const read = readTree(aloneAround(fragment), { file: '', fragments: resolve })
  const own = read.diagnostics.map((one): Diagnostic => ({ ...one, file: one.file === '' ? file : one.file }))
  const { definition } = read
  return {
    ...read,
    diagnostics: own.map(withoutSite),
    ...(definition === undefined ? {} : { definition: { ...definition, file } }),
  }
}

/** Where a fragment alone is included from is nowhere. */
function withoutSite({ includedAt, ...rest }: Diagnostic): Diagnostic {
  const real = (includedAt ?? []).filter(({ file }) => file !== '')
  return real.length === 0 ? rest : { ...rest, includedAt: real }
}
