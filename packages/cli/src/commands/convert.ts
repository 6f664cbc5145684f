import { diagramSvg, layoutDiagram, writeBpmn, writeYaml, type Definition, type Diagram } from '@motcua/engine'
import { diagramSvg as procedureSvg } from '../diagram/index.ts'
import { readProcedureFile } from '../terminal/file.ts'
import { writeOutput } from '../terminal/files.ts'
import { EXIT, type Terminal } from '../terminal/output.ts'
import { reportDiagnostic } from '../terminal/report.ts'

export interface ConvertFlags {
  readonly to: 'bpmn' | 'yaml' | 'svg'
  readonly out?: string
}

/** `motcua convert FILE --to bpmn|yaml|svg`: the same procedure in another form. Files that are wrong are not converted. */
export async function convert(file: string, flags: ConvertFlags, terminal: Terminal): Promise<number> {
  const read = readProcedureFile(file, terminal, { isOnlyChecked: true })
  const errors = read.diagnostics.filter(({ severity }) => severity === 'error')
  for (const diagnostic of errors) terminal.err(`${reportDiagnostic(diagnostic, read, terminal)}\n\n`)
  const { definition } = read
  if (definition === undefined || errors.length > 0) return EXIT.errors
  if (definition.processes.length === 0) {
    for (const diagnostic of read.diagnostics) terminal.err(`${reportDiagnostic(diagnostic, read, terminal)}\n\n`)
    return EXIT.errors
  }
  const diagram = read.diagram !== undefined && read.diagram.shapes.length > 0 ? read.diagram : undefined
  const text =
    flags.to === 'svg'
      ? await picture(definition, diagram, terminal)
      : flags.to === 'yaml'
        ? writeYaml(definition)
        : writeBpmn(definition, { diagram: diagram ?? (await layoutDiagram(definition)) })
  if (flags.out === undefined) terminal.out(text)
  else writeOutput(flags.out, text, terminal)
  return EXIT.clean
}

/** As its author drew it, or pools and lanes laid out; a procedure alone is coloured by the stages of the one-stop mechanism. */
async function picture(definition: Definition, diagram: Diagram | undefined, { language }: Terminal): Promise<string> {
  const hasPools = definition.collaboration !== undefined || definition.processes.some(({ lanes }) => lanes.length > 0)
  if (diagram === undefined && !hasPools) return procedureSvg(definition, { language })
  return diagramSvg(definition, diagram ?? (await layoutDiagram(definition)), { showsIds: diagram === undefined })
}
