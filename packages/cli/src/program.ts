import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { check } from './commands/check.ts'
import { convert, type ConvertFlags } from './commands/convert.ts'
import { draft, type DraftFlags } from './commands/draft.ts'
import { demo } from './commands/demo.ts'
import { journalVerify, type JournalVerifyFlags } from './commands/journal-verify.ts'
import { report, type ReportFlags } from './commands/report.ts'
import { trace, type TraceFlags } from './commands/trace.ts'
import { EXIT, type Terminal } from './terminal/output.ts'

/** Runs one command line; returns the exit code. */
export async function run(argv: readonly string[], terminal: Terminal, version: string): Promise<number> {
  let code: number = EXIT.clean
  let used = terminal
  const program = new Command('motcua')
    .description('Administrative procedures (thủ tục hành chính): check them, trace them, watch one run')
    .version(version)
    .addOption(new Option('--lang <language>', 'language of the messages').choices(['vi', 'en']).default(terminal.language))
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .showHelpAfterError('(motcua --help shows what there is)')
    .exitOverride()
    .hook('preAction', (root) => {
      used = { ...terminal, language: root.opts<{ lang: Terminal['language'] }>().lang }
    })
  program
    .command('check')
    .description('find every mistake in procedure files; exit 0 clean, 1 errors, 2 wrong usage')
    .argument('<file...>', 'BPMN, DMN and YAML files')
    .option('--json', 'findings as one JSON object', false)
    .action((files: string[], flags: { json: boolean }) => {
      code = check(files, flags, used)
    })
  program
    .command('draft')
    .description('make a procedure from a record of the national database; what it cannot read stays open; exit as check')
    .argument('<record...>', 'JSON files')
    .option('--out <path>', 'a file for one record, a folder for several; without, the terminal')
    .option('--json', 'drafts and findings as one JSON object', false)
    .action((files: string[], flags: DraftFlags) => {
      code = draft(files, flags, used)
    })
  program
    .command('trace')
    .description('run one instance in memory, in simulated time, one line per element event')
    .argument('<file...>', 'BPMN, DMN and YAML files: the first that has processes runs, what it calls may be in the others')
    .option('--process <id>', 'which process, where the file has several; given again, another starts too', collect, [])
    .option('--vars <json>', 'values of variables, as \'{"amount": 3}\'')
    .option('--auto', 'deliver messages, complete tasks, then advance the clock, until nothing moves', false)
    .option('--json', 'one JSON object per line (NDJSON)', false)
    .action((files: string[], flags: TraceFlags) => {
      code = trace(files, flags, used)
    })
  program
    .command('convert')
    .description('write a procedure in another form: BPMN 2.0 XML with a diagram, YAML, or a picture')
    .argument('<file>', 'a BPMN or YAML file')
    .addOption(new Option('--to <form>', 'the form').choices(['bpmn', 'yaml', 'svg']).default('bpmn'))
    .option('--out <file>', 'where to; without, the terminal')
    .action(async (file: string, flags: ConvertFlags) => {
      code = await convert(file, flags, used)
    })
  program
    .command('demo')
    .description('a birth registration through all seven stages: SQLite, a digital signature, a portal simulator')
    .option('--dir <folder>', 'where its files go; an unfinished demo in it is continued', 'motcua-demo')
    .option('--pace <ms>', 'pause between two deeds', milliseconds, 0)
    .action(async (flags: { dir: string; pace: number }) => {
      code = await demo(flags, used)
    })
  reportCommand(program, async (database, flags) => {
    code = await report(database, flags, used)
  })
  program
    .command('journal')
    .description('what a store has on record')
    .command('verify')
    .description('prove every hash chain and seal of a store; exit 0 whole, 1 broken (the first entry is named), 2 unreadable')
    .argument('<database>', 'a SQLite file')
    .option('--trust <file>', 'certificates of an authority that signs or stamps seals (PEM); may be given again', collect, [])
    .option('--json', 'the verdict as one JSON object', false)
    .action(async (database: string, flags: JournalVerifyFlags) => {
      code = await journalVerify(database, flags, used)
    })
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.clean : EXIT.usage
  }
  return code
}

function reportCommand(program: Command, act: (database: string, flags: ReportFlags) => Promise<void>): void {
  program
    .command('report')
    .description('targets, service-quality index (QĐ 766) and form II.06a of a period, from the journals; exit 0, 2 wrong usage')
    .argument('<database>', 'a SQLite file')
    .requiredOption('--period <period>', 'a year, quarter or month: 2026, 2026-Q4, 2026-11')
    .option('--agency <code>', 'only this agency and those below it')
    .option('--wait <minutes>', 'wait at the counter that the place decided on, as 20; otherwise 30', minutes)
    .option('--statements <file>', 'what no journal knows, as JSON: { "petitionsOnTime": { "part": 3, "whole": 3 } }')
    .option('--json', 'the report as one JSON object, with the dossiers behind each number', false)
    .option('--xlsx <file>', 'write it as a spreadsheet too')
    .option('--html <file>', 'write it as a page with charts too')
    .action(act)
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

function milliseconds(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 60_000)
    throw new InvalidArgumentError('expected whole milliseconds up to 60000')
  return value
}

function minutes(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 480) throw new InvalidArgumentError('expected whole minutes from 1 to 480')
  return value
}
