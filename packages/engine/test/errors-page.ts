import { COMPILE_CODES } from '../src/compile/index.ts'
import { DEFINITION_CODES, readBpmn } from '../src/definition/index.ts'
import type { Code } from '../src/diagnostics/index.ts'
import { DESK_REJECTION_CODES } from '../src/lifecycle/index.ts'
import { OBSTACLE_CODES, REJECTION_CODES } from '../src/kernel/index.ts'
import { ENGINE_ERROR_CODES } from '../src/runtime/index.ts'
import { DATA_CODES } from '../../procedures/src/data/data-code.ts'
import { DRAFT_CODES } from '../../procedures/src/draft/draft-code.ts'

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
  SIGNAL_INVALID:
    'A signal came with values that do not fit: what waits for it waits on. Broadcast it again with the right ones.',
  EXTENSION_TOO_LATE: 'A date was to be put off when it was too late for that: look at the dossier, then resolve it.',
  CALENDAR_YEAR_MISSING: 'Give the calendar the holidays of that year, then resolve it.',
  CALENDAR_INVALID: 'Correct the limit or the calendar that it names, then resolve it.',
  LIFECYCLE_REFUSED: 'What the world reported leads where the law does not: look at the dossier, then resolve it.',
  JOB_UNHANDLED: 'No handler is known for the job. Add it, then resolve the incident.',
  HANDLER_SILENT:
    'A handler took longer than `jobLimitMs`, again and again. Look whether its peer has what it was asked, then resolve the incident.',
  HANDLER_THREW: 'A handler threw an error that is no AdapterFailure, again and again. Mend it, then resolve the incident.',
}

/** Failures of the adapters; a job that ends with one that is final becomes an incident of its dossier under this code. */
const ADAPTERS: Readonly<Record<string, string>> = {
  ADAPTER_MISSING: 'Give the adapter that it names to createEngine.',
  APPLICANT_INVALID: 'Send an applicant with a name and an identifier.',
  COMPONENT_FILE_MISSING: 'Put the file of the component into the document store first.',
  RESULT_MISSING: 'Let the step before prepare the result.',
  ADAPTER_BUSY: 'It is tried again; give the adapter more places when it stays so.',
  ADAPTER_CIRCUIT_OPEN: 'The peer is down: it is tried again when the breaker has cooled, for four hours, and no try is used up.',
  ADAPTER_TIMEOUT: 'It is tried again, where the peer can tell what it has; else a person is asked.',
  ARCHIVE_FOLDER_UNUSABLE: 'Look at the room and the rights of the archive folder; it is tried again.',
  ARCHIVE_PATH_TWICE: 'Give each file of a package a path of its own.',
  ARCHIVE_PATH_UNSAFE: 'Use relative paths without `..` in a package.',
  DIRECTORY_ENTRY_INVALID: 'Give each person an id, a name and roles.',
  IDENTITY_INVALID:
    'Mend what the identity adapter says of that person: it leaves out the id or the roles, or cuts a text in the middle of a letter.',
  DIRECTORY_ID_TWICE: 'Give each person an id of their own.',
  DOCUMENT_CORRUPT: 'Restore the file of that digest from a backup.',
  DOCUMENT_DIGEST_INVALID: 'Name documents by their SHA-256, 64 hexadecimal digits.',
  DOCUMENT_FOLDER_UNUSABLE: 'Look at the room and the rights of the document folder; it is tried again.',
  DOCUMENT_NOT_FOUND: 'Put the document first, or restore it from a backup.',
  NOTIFIER_FOLDER_UNUSABLE: 'Look at the room and the rights of the outbox; it is tried again.',
  NOTIFIER_INPUT_INVALID: 'Correct the e-mail address.',
  PAPER_INVALID: 'Name the paper `<owner>.<type>`.',
  PAPER_STORE_UNREACHABLE: 'Look at the file, its folder and their rights; it is tried again.',
  PORTAL_ANSWER_INVALID: 'The portal answered what nobody understands: ask its operator.',
  PORTAL_BUSY: 'It is tried again.',
  PORTAL_INPUT_INVALID: 'Correct the field that it names: the portal has no form for it.',
  PORTAL_LOGIN_REFUSED: 'Correct username, password or agency.',
  PORTAL_OPTIONS_INVALID: 'Correct the option that it names.',
  PORTAL_REFUSED: 'Correct the field or the status that it names, then try the job again.',
  PORTAL_STEP_UNCERTAIN:
    'The portal may have this step and cannot tell: look at the dossier there, then skip the job where it has the step (`skipJob`), or try it again where it has not (`retryJob`).',
  PORTAL_TIMEOUT: 'It is tried again.',
  PORTAL_UNREACHABLE: 'It is tried again; look at the network when it stays so.',
  RENDER_FAILED: 'Correct the content of the paper.',
  RESTATE_UNREACHABLE: 'Start Restate, or correct the address; the same command id may be sent again.',
  SIGNER_CERTIFICATE_EXPIRED: 'Use a certificate that is valid at the signing time.',
  SIGNER_CERTIFICATE_NOT_YET_VALID: 'Use a certificate that is valid at the signing time.',
  SIGNER_KEY_INVALID: 'Use an RSA key, or one on P-256, P-384 or P-521, as PEM.',
  SIGNER_KEY_MISMATCH: 'Give the certificate of this very key.',
  SIGNER_NOT_A_PDF: 'Give a PDF that can take a signature.',
  SIGNER_P12_INVALID: 'Make the PKCS #12 file anew: openssl pkcs12 -export.',
  SIGNER_PASSPHRASE_WRONG: 'Give the passphrase of the PKCS #12 file.',
  SIMULATOR_CONTROL_REFUSED: 'Correct the control request.',
  SIMULATOR_HOST_REFUSED: 'Keep the simulator on the loopback, or say `exposed`.',
  SIMULATOR_JOURNAL_UNUSABLE: 'Give the simulator a journal file of its own.',
  SIMULATOR_NOT_BUILT: 'Build the packages first.',
  SIMULATOR_NOT_STARTED: 'Read what it said on its way down.',
  STORE_CORRUPT: 'Restore the database from a backup.',
  STORE_UNCERTAIN: 'Send the command again under its id: it is answered with what became of it.',
  STORE_FOREIGN: 'Give a file or a schema of motcua, or one that does not exist yet.',
  STORE_FULL: 'Make room on the disk.',
  STORE_INPUT_INVALID: 'A defect of the host: please report it.',
  STORE_OLDER: 'Start the engine once: it upgrades what an earlier release wrote. Commands that only look do not.',
  STORE_NEWER: 'Use the release that wrote the file or the schema, or a later one.',
  STORE_WENT_BACK:
    'The database lost what had been committed while the process was at work: start the process anew, and reconcile.',
  STORE_READ_ONLY:
    'Give the process the right to write: the file and its folder, or the schema; connect to the primary, not to a standby.',
  STORE_UNREACHABLE:
    'Open the store; look whether another process holds the file, or mend the address, the password or the network of the database.',
  STORE_SLOWED: 'The message says which file the store looked for, and what to do; requests are taken as before.',
  STORE_SILENT: 'Of `health()`: look at the database, its log, disk and connections.',
  TIMESTAMP_BUSY: 'It is tried again.',
  TIMESTAMP_INVALID: 'The authority answered something else than a time stamp of what was asked: ask its operator.',
  TIMESTAMP_REFUSED: 'Look at what the authority accepts: SHA-256, and a policy of its own.',
  TIMESTAMP_UNREACHABLE: 'It is tried again; look at the network when it stays so.',
  WITNESS_OF_ANOTHER_STORE: 'Name another folder, or open the store that the witness belongs to.',
  WITNESS_UNUSABLE: 'Look at the room and the rights of the folder of the witness; jobs are tried again.',
  TRUST_INVALID: 'Give certificates of the authorities as PEM.',
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
    '- [In a record of the national database](#in-a-record-of-the-national-database): what `motcua draft` reports',
    '- [Refused commands](#refused-commands): `CommandRejected.rejection.code`; nothing was changed',
    '- [Wrong data](#wrong-data): `CommandRejected.rejection.problems`, where its code is `DATA_INVALID`',
    '- [Obstacles to a migration](#obstacles-to-a-migration): `MIGRATION_OBSTRUCTED` lists them in `rejection.obstacles`',
    '- [Errors of the engine](#errors-of-the-engine): `EngineError.code`, and `code` of what the other functions throw',
    '- [Incidents](#incidents): what waits for a person',
    '- [Adapters and stores](#adapters-and-stores): `AdapterFailure.code`, `StoreFailure.code`',
    '## In a procedure file',
    ...authoring.map(section),
    '## In a record of the national database',
    'What `motcua draft` reports; each is also an entry of `gaps` in the draft, with the comment `GAP`.',
    table(
      Object.fromEntries(
        Object.values(DRAFT_CODES).map(({ code, what, cure }) => [code, `${what.en}. ${cure.en}. ${what.vi}; ${cure.vi}.`]),
      ),
    ),
    '## Refused commands',
    table({
      ...REJECTION_CODES,
      ...DESK_REJECTION_CODES,
      DATA_INVALID: 'Correct the fields that `rejection.problems` names, each in Vietnamese and English.',
      EXTENSION_TOO_LATE: 'Settle the dossier by its date: the applicant had to be told of a new one earlier.',
      CALENDAR_YEAR_MISSING: 'Give the calendar the holidays of that year.',
      CALENDAR_INVALID: 'Correct the limit or the calendar that it names.',
      LIFECYCLE_REFUSED: 'The law has no such step now: see where the dossier stands, and what its procedure allows.',
    }),
    '## Wrong data',
    dataTable(),
    '## Obstacles to a migration',
    table(OBSTACLE_CODES),
    '## Errors of the engine',
    table({
      ...ENGINE_ERROR_CODES,
      EVENT_UNKNOWN: 'A newer release wrote this event: read it with that release, or a later one.',
    }),
    '## Incidents',
    table(INCIDENTS),
    '## Adapters and stores',
    table(ADAPTERS),
  ].join('\n\n')}\n`
}

/** The sentences of a code; a constraint's are those that its example gives. */
function sentencesOf({ code, what, cure, example }: Code): Pick<Code, 'what' | 'cure'> {
  if (what.en !== '{en}' || example === undefined) return { what, cure }
  const found = readBpmn(example.wrong, { file: 'wrong.bpmn' }).diagnostics.find((one) => one.code === code)
  return found === undefined ? { what, cure } : { what: found.message, cure: found.remedy }
}

function section(listed: Code): string {
  const { code, severity, example } = listed
  const { what, cure } = sentencesOf(listed)
  const wrong =
    example === undefined || example.wrong.length > LONGEST_EXAMPLE
      ? []
      : [
          'Wrong:',
          fence(example.wrong),
          ...includedIn(example.wrong, example.fragments),
          ...(example.right === '' ? [] : ['Right:', fence(example.right)]),
        ]
  return [`### ${code}`, `${severity}: ${what.en}  \n${what.vi}`, `Cure: ${cure.en}  \nCách sửa: ${cure.vi}`, ...wrong].join(
    '\n\n',
  )
}

/** The fragments that an example names, where they are what is wrong with it. */
function includedIn(text: string, fragments: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(fragments).flatMap(([name, content]) =>
    [`[${name}`, `"${name}"`].some((named) => text.includes(named)) && content.length <= LONGEST_EXAMPLE
      ? [`with \`${name}\`:`, fence(content)]
      : [],
  )
}

function fence(text: string): string {
  // eslint-disable-next-line no-control-regex -- a page holds no control characters
  return `\`\`\`yaml\n${text.trimEnd().replace(/[\u0000-\u0008]/g, '\\0')}\n\`\`\``
}

function dataTable(): string {
  const rows = Object.entries(DATA_CODES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { expected, cure }]) => `| \`${code}\` | expected ${expected.en}; cần ${expected.vi} | ${cure.en}; ${cure.vi} |`)
  return ['| code | what it says | what to do |', '| --- | --- | --- |', ...rows].join('\n')
}

function table(codes: Readonly<Record<string, string>>): string {
  const rows = Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1))
  return ['| code | what to do |', '| --- | --- |', ...rows.map(([code, remedy]) => `| \`${code}\` | ${remedy} |`)].join('\n')
}
