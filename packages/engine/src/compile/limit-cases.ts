import type { Definition } from '../definition/index.ts'
import { diagnose, type Diagnostic } from '../diagnostics/index.ts'
import { checkExpression, compileExpression } from '../expression/index.ts'
import { EXPRESSION_LANGUAGE } from './codes.ts'
import type { CompiledLimitCase } from './program.ts'

/** The limits of a definition that depend on the dossier's data; their conditions are FEEL over its variables. */
export function limitCasesOf(definition: Definition): {
  readonly cases: readonly CompiledLimitCase[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const { file, isOpen } = definition
  const variables = new Set(definition.variables.map(({ id }) => id))
  const diagnostics: Diagnostic[] = []
  const cases = (definition.limit?.cases ?? []).map(({ condition, limit }): CompiledLimitCase => {
    const { language, text, position } = condition
    if (language !== undefined)
      diagnostics.push(diagnose(EXPRESSION_LANGUAGE, { file, position, details: { language, text: text.slice(0, 60) } }))
    else diagnostics.push(...checkExpression(condition, { file, variables, open: isOpen }))
    return { condition: compileExpression(text, variables), limit }
  })
  return { cases, diagnostics }
}
