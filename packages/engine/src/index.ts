/**
 * motcua: runs administrative procedures (thủ tục hành chính) under the one-stop mechanism.
 *
 * An analyst's file becomes a {@link Definition}, a definition a {@link Procedure}; {@link createEngine} runs its dossiers.
 */
export { formatInstant, parseInstant, vietnamCalendar } from './calendar/index.ts'
export type { Calendar } from './calendar/index.ts'
export { compileDecisions, readDmn } from './decision/index.ts'
export type { CompiledDecisions } from './decision/index.ts'
export { diagramSvg, layoutDiagram, readBpmn, readYaml, writeBpmn, writeYaml } from './definition/index.ts'
export type {
  Definition,
  Diagram,
  FragmentFile,
  FragmentResolver,
  ReadBpmn,
  ReadBpmnOptions,
  ReadDefinition,
  ReadYamlOptions,
  FlowNode,
  FlowScope,
  SequenceFlow,
  Stage,
  Standing,
} from './definition/index.ts'
export { decode as decodeText } from './xml/index.ts'
export type { ImportRequest, ImportResolver, LinkOptions, SourceFile } from './xml/index.ts'
export { defineCode, diagnose, formatDiagnostic, frame } from './diagnostics/index.ts'
export type { Code, Diagnostic, DiagnosticInput, Language } from './diagnostics/index.ts'
export type { Hop, Value, Variables } from './kernel/index.ts'
export type { CompileOptions, Evaluators } from './compile/index.ts'
export { loadProcedure } from './lifecycle/index.ts'
export type { DossierEvent, DossierRejection, Procedure } from './lifecycle/index.ts'
export { AdapterFailure, StoreFailure } from './ports/index.ts'
export type { Store, StoreAccess, StoredTask } from './ports/index.ts'
export * from './runtime/index.ts'
