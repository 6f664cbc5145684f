import { diagnose, inReadingOrder, type Diagnostic } from '../../diagnostics/index.ts'
import type { Definition } from '../definition.ts'
import { checkSpecification } from '../bpmn/index.ts'
import { checkRules } from '../rules/index.ts'
import { validate } from '../validate.ts'
import { buildDefinition } from './build.ts'
import { YAML_SYNTAX } from './codes.ts'
import { parseTree } from './tree.ts'

export interface ReadDefinition {
  /** Absent when there is an error among the diagnostics. */
  readonly definition?: Definition
  /** Every mistake of the file, in reading order. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a procedure from YAML. Never throws, whatever the text: mistakes come back as diagnostics, all at once.
 *
 * @param options.file  the name that diagnostics show
 * @example
 * const { definition, diagnostics } = readYaml(text, { file: 'birth-registration.yaml' })
 */
export function readYaml(text: string, options: { readonly file: string }): ReadDefinition {
  const { file } = options
  try {
    const tree = parseTree(text, file)
    if (tree.data === undefined) return { diagnostics: tree.diagnostics }
    const { diagnostics, wrong } = validate(tree, file)
    const built = buildDefinition(tree, file, wrong)
    const found = [...tree.diagnostics, ...diagnostics, ...built.diagnostics]
    const isWhole = found.every(({ severity }) => severity !== 'error')
    const ruled = checkRules({ ...built, isWhole })
    const isRight = isWhole && ruled.every(({ severity }) => severity !== 'error')
    const all = inReadingOrder([...found, ...ruled, ...(isRight ? checkSpecification(built.definition) : [])])
    const hasError = all.some(({ severity }) => severity === 'error')
    return hasError ? { diagnostics: all } : { definition: built.definition, diagnostics: all }
  } catch (error) {
    // A file that a parser chokes on is a mistake in the file, whatever the parser calls it.
    const problem = error instanceof RangeError ? 'too deep nesting' : String(error instanceof Error ? error.message : error)
    const position = { line: 1, column: 1, length: 1 }
    return { diagnostics: [diagnose(YAML_SYNTAX, { file, position, details: { problem: problem.split('\n')[0] ?? '' } })] }
  }
}
