import type { Logger } from '../ports/index.ts'
import type { JobNotice } from './jobs.ts'
import { shownCode } from './log.ts'

export function logJob(logger: Logger | undefined, { job, outcome, error, again }: JobNotice): void {
  if (logger === undefined) return
  const fields = { job: job.id, dossier: job.dossier, type: job.type, try: job.tries }
  if (outcome === 'done') logger.debug('job done', fields)
  else if (outcome === 'retry')
    logger.warn('job will be tried again', { ...fields, code: shownCode(error?.code), again: again ?? null })
  else logger.error('job failed', { ...fields, code: shownCode(error?.code) })
}
