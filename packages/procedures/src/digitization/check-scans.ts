import type { JobContext, Value, Variables } from '@motcua/engine'
import { formatPaperCode } from '../code/paper-code.ts'
import { problemOf } from '../data/data-code.ts'
import { applicantOf, componentsOf } from '../dossier-data.ts'
import type { ComponentData } from '../dossier/component.ts'
import { needed } from '../needed.ts'
import { scanFault, USUAL_SCAN_LIMITS, type ScanLimits } from './scan.ts'

/**
 * Holds what the counter scanned against what it should be: there, whole, of an allowed type and of the one it says. What is wrong is
 * told with the component's name, and the counter scans again.
 *
 * @law nghị định 45/2020/NĐ-CP Đ25: complete, intact, true to the paper
 */
export async function checkScans(job: JobContext, limits: ScanLimits = USUAL_SCAN_LIMITS): Promise<Variables> {
  const documents = needed(job, 'documents')
  const owner = applicantOf(job.dossier).identifier
  const known = new Map(job.procedure.definition.documents.map((document) => [document.id, document]))
  const good: ComponentData[] = []
  const scanned = componentsOf(job.dossier.variables.digitized)
  const problems: Value[] = []
  for (const scan of [...scanned, ...forgotten(job, scanned)]) {
    const document = known.get(scan.id)
    const label = document?.name ?? { vi: scan.id }
    const refuse = (fault: Parameters<typeof problemOf>[0], found: unknown) => {
      problems.push(problemOf(fault, `/digitized/${scan.id}`, label, found) as unknown as Value)
    }
    if (scan.digest === undefined || !(await documents.has(scan.digest))) {
      refuse({ code: 'SCAN_MISSING' }, scan.digest)
      continue
    }
    const declared = scan.mediaType ?? 'application/pdf'
    const bytes = await documents.get(scan.digest)
    const fault = await scanFault(bytes, declared, limits)
    if (fault !== undefined) {
      refuse(fault, fault.code === 'SCAN_TOO_LARGE' ? bytes.length : declared)
      continue
    }
    const code = formatPaperCode({ owner: scan.owner ?? owner, type: document?.code ?? scan.id })
    good.push({ ...scan, code, mediaType: declared, size: bytes.length })
  }
  return { digitized: good as unknown as Value, scanProblems: problems }
}

/** What the applicant asked and paid for, and nobody scanned. */
function forgotten({ dossier }: JobContext, scanned: readonly ComponentData[]): readonly ComponentData[] {
  const { components, found } = dossier.variables
  const isThere = new Set([...scanned, ...componentsOf(found)].map(({ id }) => id))
  return componentsOf(components)
    .filter(({ id, digitize, digest }) => digitize === true && digest === undefined && !isThere.has(id))
    .map(({ id }) => ({ id }))
}
