import type { JobContext } from '@motcua/engine'
import type { Paper } from '@motcua/engine/ports'
import type { FileData } from '../dossier-data.ts'
import { needed } from '../needed.ts'

const PDF = 'application/pdf'

/** Renders a form and keeps it: a document of the dossier, by its name. @throws AdapterFailure ADAPTER_MISSING */
export async function fileForm(job: JobContext, form: Paper, name: string): Promise<FileData> {
  const bytes = await needed(job, 'renderer').render(form)
  const { digest } = await needed(job, 'documents').put(bytes, PDF)
  return { digest, mediaType: PDF, name: `${name}.pdf` }
}
