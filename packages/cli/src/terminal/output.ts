import type { Language } from '@motcua/engine'
import { mustHaveOptions } from '@motcua/engine/ports'

/** Where a command writes, and how: given by `main`, replaced in tests. */
export interface Terminal {
  /** For what was asked for: a machine may read it. */
  out(text: string): void
  /** For people: progress, findings, hints. */
  err(text: string): void
  readonly colour: boolean
  readonly language: Language
  readonly cwd: string
}

/** Process exit codes: 0 clean, 1 something is wrong with the input, 2 the command was used wrongly. */
export const EXIT = { clean: 0, errors: 1, usage: 2 } as const

/** Vietnamese where the environment says so, English elsewhere. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  mustHaveOptions('languageOf', env)
  const locale = env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? ''
  return locale.toLowerCase().startsWith('vi') ? 'vi' : 'en'
}
