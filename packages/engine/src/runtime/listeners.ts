import type { LogFields, Logger } from '../ports/index.ts'
import type { EngineOptions } from './engine-options.ts'
import { logJob } from './job-log.ts'
import { EngineError } from './engine-error.ts'
import type { JobNotice } from './jobs.ts'
import { codeOf } from './log.ts'

/** Whom the engine tells what it does. */
export interface Listeners {
  readonly logger: Logger | undefined
  readonly onError: (error: unknown) => void
  readonly onJob: (notice: JobNotice) => void
}

export function listenersOf({ logger: given, onError, onJob }: Pick<EngineOptions, 'logger' | 'onError' | 'onJob'>): Listeners {
  const logger = given === undefined ? undefined : unfailingLogger(given)
  const tellError = unfailing((error: unknown) => onError?.(error))
  const tellJob = unfailing((notice: JobNotice) => onJob?.(notice))
  return {
    logger,
    onError(error) {
      logger?.error('outside of any command', { code: codeOf(error), ...(error instanceof EngineError ? error.about : {}) })
      tellError(error)
    },
    onJob(notice) {
      logJob(logger, notice)
      tellJob(notice)
    },
  }
}

/** Who is told may fail at it, now or later: nothing of the engine's own work depends on that. */
function unfailing<A extends readonly unknown[]>(tell: (...told: A) => unknown): (...told: A) => void {
  return (...told) => {
    try {
      const done = tell(...told)
      if (done instanceof Promise) done.catch(() => undefined)
    } catch {
      // Nobody is left to be told.
    }
  }
}

function unfailingLogger(logger: Logger): Logger {
  return {
    debug: unfailing((message: string, fields?: LogFields) => logger.debug(message, fields)),
    info: unfailing((message: string, fields?: LogFields) => logger.info(message, fields)),
    warn: unfailing((message: string, fields?: LogFields) => logger.warn(message, fields)),
    error: unfailing((message: string, fields?: LogFields) => logger.error(message, fields)),
  }
}
