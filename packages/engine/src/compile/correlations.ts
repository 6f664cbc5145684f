import type { Definition } from '../definition/index.ts'
import type { Diagnostic } from '../diagnostics/index.ts'
import { checkExpression, compileExpression, type CompiledExpression } from '../expression/index.ts'
import type { Correlation } from './program.ts'

/** The correlation keys of a definition, with what each message's payload says for them. */
export function correlationsOf(definition: Definition): {
  readonly correlations: readonly Correlation[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics: Diagnostic[] = []
  const correlations = definition.correlations.map(({ id, properties }): Correlation => {
    const byMessage = new Map<string, CompiledExpression[]>()
    for (const { retrieval } of properties) {
      for (const { message, expression } of retrieval) {
        diagnostics.push(...checkExpression(expression, { file: definition.file, variables: new Set(), open: true }))
        byMessage.set(message, [...(byMessage.get(message) ?? []), compileExpression(expression.text)])
      }
    }
    return { id, byMessage }
  })
  return { correlations, diagnostics }
}
