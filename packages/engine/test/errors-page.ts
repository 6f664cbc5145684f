import { COMPILE_CODES } from '../src/compile/index.ts'
import { DEFINITION_CODES } from '../src/definition/index.ts'
import type { Code } from '../src/diagnostics/index.ts'
import { REJECTION_CODES } from '../src/kernel/index.ts'
import { ENGINE_ERROR_CODES } from '../src/runtime/index.ts'

/** Incidents that the engine itself raises; an adapter's failure becomes one under the adapter's own code. */
const INCIDENTS: Readonly<Record<string, string>> = {
  CONDITION_INVALID: 'A condition gave neither true nor false. Resolve it with the right values of the variables.',
  CONDITION_NONE_TRUE: 'No branch held and there is no default. Resolve it with the right values of the variables.',
  INPUT_INVALID: 'The input of a job cannot be computed. Resolve it with the right values of the variables.',
  TIMER_INVALID: 'An expression gives no date and time. Resolve it with the right values of the variables.',
  JOB_RESULT_INVALID:
    'A job reported values that its element may not set. Mend the adapter, then resolve it: the job is done again.',
  JOB_LATE: 'A job reported after its element was ended. Look whether its effect must be undone.',
  MESSAGE_LATE: 'A system sent a message that nothing waits for. Look whether it matters.',
  MESSAGE_UNKNOWN: 'A system sent a message that the procedure does not declare.',
  MESSAGE_INVALID: 'A system sent a message with values that do not fit.',
  LIFECYCLE_REFUSED: 'What the world reported leads where the law does not: look at the dossier, then resolve it.',
  JOB_UNHANDLED: 'No handler is known for the job. Add it, then resolve the incident.',
  HANDLER_THREW: 'A handler threw an error that is no AdapterFailure, again and again. Mend it, then resolve the incident.',
}

/** Longer examples are made by a program and tell nobody anything. */
const LONGEST_EXAMPLE = 600

/** `docs/errors.md`, from the codes themselves. */
export function errorsPage(): string {
  const authoring = [...DEFINITION_CODES, ...COMPILE_CODES].sort((a, b) => (a.code < b.code ? -1 : 1))
  return `${[
    '# Errors and their cures',
    'Generated from the codes in the sources; a test fails when this page is stale.',
    '- [In a procedure file](#in-a-procedure-file): what `motcua check` reports',
    '- [Refused commands](#refused-commands): `CommandRejected.rejection.code`; nothing was changed',
    '- [Errors of the engine](#errors-of-the-engine): `EngineError.code`',
    '- [Incidents](#incidents): what waits for a person',
    '## In a procedure file',
    ...authoring.map(section),
    '## Refused commands',
    table({
      ...REJECTION_CODES,
      LIFECYCLE_REFUSED: 'The law has no such step now: see where the dossier stands, and what its procedure allows.',
    }),
    '## Errors of the engine',
    table(ENGINE_ERROR_CODES),
    '## Incidents',
    table(INCIDENTS),
  ].join('\n\n')}\n`
}

function section({ code, severity, what, cure, example }: Code): string {
  const wrong =
    example === undefined || example.wrong.length > LONGEST_EXAMPLE
      ? []
      : ['Wrong:', fence(example.wrong), 'Right:', fence(example.right)]
  return [`### ${code}`, `${severity}: ${what.en}  \n${what.vi}`, `Cure: ${cure.en}  \nCách sửa: ${cure.vi}`, ...wrong].join(
    '\n\n',
  )
}

function fence(text: string): string {
  // eslint-disable-next-line no-control-regex -- a page holds no control characters
  return `\`\`\`yaml\n${text.trimEnd().replace(/[\u0000-\u0008]/g, '\\0')}\n\`\`\``
}

function table(codes: Readonly<Record<string, string>>): string {
  const rows = Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1))
  return ['| code | what to do |', '| --- | --- |', ...rows.map(([code, remedy]) => `| \`${code}\` | ${remedy} |`)].join('\n')
}
