/**
 * Where the engine says what it does. Fields are codes, ids of dossiers and jobs, counts: never names, variables or what an error quotes.
 * Fits pino, winston's child loggers with a line between, and `console` turned around.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export type LogFields = Readonly<Record<string, string | number | boolean | null>>
