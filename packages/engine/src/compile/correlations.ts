import type { Definition, Expression } from '../definition/index.ts'
import type { Diagnostic } from '../diagnostics/index.ts'
import { checkExpression, compileExpression, type CompiledExpression } from '../expression/index.ts'
import type { Correlation } from './program.ts'

/** The correlation keys of a definition, with what each message's payload and the process's own data say for them. */
export function correlationsOf(
  definition: Definition,
  process: string,
): { readonly correlations: readonly Correlation[]; readonly diagnostics: readonly Diagnostic[] } {
  const { file } = definition
  const diagnostics: Diagnostic[] = []
  const compiled = (expression: Expression) => {
    diagnostics.push(...checkExpression(expression, { file, variables: new Set(), open: true }))
    return compileExpression(expression.text)
  }
  const correlations = definition.correlations.map(({ id, properties, subscriptions }): Correlation => {
    const bindings = new Map(
      subscriptions.filter((one) => one.process === process).map((one) => [one.property, compiled(one.expression)]),
    )
    const byMessage = new Map<string, CompiledExpression[]>()
    const context = new Map<string, CompiledExpression[]>()
    for (const { id: property, retrieval } of properties) {
      const bound = bindings.get(property)
      for (const { message, expression } of retrieval) {
        byMessage.set(message, [...(byMessage.get(message) ?? []), compiled(expression)])
        if (bound !== undefined) context.set(message, [...(context.get(message) ?? []), bound])
      }
    }
    return { id, byMessage, context: bindings.size === 0 ? undefined : context }
  })
  return { correlations, diagnostics }
}
