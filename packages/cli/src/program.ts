import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Language } from '@motcua/engine'
import { mustHaveOptions, mustHold } from '@motcua/engine/ports'
import type { ConvertFlags } from './commands/convert.ts'
import type { DraftFlags } from './commands/draft.ts'
import type { JournalVerifyFlags } from './commands/journal-verify.ts'
import type { ReportFlags } from './commands/report.ts'
import type { RestoredFlags } from './commands/restored.ts'
import type { TraceFlags } from './commands/trace.ts'
import { EXIT, type Terminal } from './terminal/output.ts'
import { UsageError } from './terminal/usage-error.ts'
import { helpTitle, usageSentence } from './terminal/usage-words.ts'

/** What the commands are declared with: words in the reader's language, and where an exit code goes. */
interface Declaring {
  readonly program: Command
  readonly terminal: Terminal
  readonly say: (vi: string, en: string) => string
  readonly exit: (code: number) => void
}

/** Runs one command line; returns the exit code. A command is loaded when it is called: to check a file takes no database. @throws AdapterFailure OPTIONS_INVALID */
export async function run(argv: readonly string[], terminal: Terminal, version: string): Promise<number> {
  mustBeTold(argv, terminal, version)
  const language = languageIn(argv) ?? terminal.language
  const used = { ...terminal, language }
  let code: number = EXIT.clean
  const program = rootCommand(used, version)
  const say = (vi: string, en: string) => (language === 'vi' ? vi : en)
  const declaring = { program, terminal: used, say, exit: (found: number) => void (code = found) }
  for (const declare of COMMANDS) declare(declaring)
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.in(language)}\n`)
      return EXIT.usage
    }
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.clean : EXIT.usage
  }
  return code
}

function mustBeTold(argv: unknown, terminal: Partial<Terminal>, version: unknown): void {
  mustHold(
    'run',
    'argv',
    argv,
    'a list of words',
    Array.isArray(argv) && Array.from(argv).every((word) => typeof word === 'string'),
  )
  mustHaveOptions('run', terminal, 'cwd', 'language')
  for (const name of ['out', 'err'] as const)
    mustHold('run', name, Reflect.get(terminal, name), 'a function', typeof Reflect.get(terminal, name) === 'function')
  mustHold('run', 'version', version, 'a text', typeof version === 'string')
}

/** `--lang` wherever it stands: also a command line that is wrong is answered in its language. */
function languageIn(argv: readonly string[]): Language | undefined {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const word = argv[at]?.includes('=') === true ? argv[at].slice('--lang='.length) : argv[at + 1]
  return at >= 0 && (word === 'vi' || word === 'en') ? word : undefined
}

function rootCommand(terminal: Terminal, version: string): Command {
  const { language } = terminal
  const vi = language === 'vi'
  const help = vi ? 'xem hướng dẫn' : 'show this help'
  return new Command('motcua')
    .description(
      vi
        ? 'Thủ tục hành chính theo cơ chế một cửa: kiểm tra, chạy thử, chuyển dạng, lập bản nháp, báo cáo'
        : 'Administrative procedures (thủ tục hành chính): check, trace, convert and draft them; report on their dossiers',
    )
    .version(version, '-V, --version', vi ? 'số phiên bản' : 'the version')
    .addOption(
      new Option('--lang <language>', vi ? 'ngôn ngữ' : 'language, as the environment has it unless told').choices(['vi', 'en']),
    )
    .helpOption('-h, --help', help)
    .helpCommand('help [command]', help)
    .addHelpText(
      'after',
      vi
        ? '\nMã thoát: 0 tốt, 1 nội dung có lỗi, 2 gọi sai hoặc không đọc được tệp, cơ sở dữ liệu.\nmotcua <lệnh> --help nói rõ từng lệnh.'
        : '\nExit codes: 0 fine, 1 something is wrong with what was read, 2 wrong usage, or a file or database cannot be used.\nmotcua <command> --help tells more of each.',
    )
    .configureHelp({ styleTitle: (title) => helpTitle(title, language) })
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(usageSentence(text, language)),
    })
    .showHelpAfterError(vi ? '(xem motcua --help)' : '(motcua --help shows what there is)')
    .exitOverride()
}

const COMMANDS: readonly ((declaring: Declaring) => void)[] = [
  checkCommand,
  draftCommand,
  traceCommand,
  convertCommand,
  demoCommand,
  reportCommand,
  journalCommand,
  restoredCommand,
]

function checkCommand({ program, terminal, say, exit }: Declaring): void {
  program
    .command('check')
    .description(say('tìm mọi lỗi trong tệp thủ tục', 'find every mistake in procedure files'))
    .argument('<file...>', say('tệp BPMN, DMN, YAML', 'BPMN, DMN and YAML files'))
    .option('--json', say('kết quả là một đối tượng JSON', 'findings as one JSON object'))
    .action(async (files: string[], { json = false }: { json?: boolean }) => {
      const { check } = await import('./commands/check.ts')
      exit(check(files, { json }, terminal))
    })
}

function draftCommand({ program, terminal, say, exit }: Declaring): void {
  program
    .command('draft')
    .description(
      say(
        'lập thủ tục từ bản ghi của cơ sở dữ liệu quốc gia; chỗ không đọc được thì bỏ ngỏ',
        'make a procedure from a record of the national database; what it cannot read stays open',
      ),
    )
    .argument('<record...>', say('tệp JSON', 'JSON files'))
    .option(
      '--out <path>',
      say(
        'một bản ghi: tệp; nhiều bản ghi: thư mục; không có thì ra màn hình',
        'a file for one record, a folder for several; without, the terminal',
      ),
    )
    .option('--json', say('bản nháp và kết quả là một đối tượng JSON', 'drafts and findings as one JSON object'))
    .action(async (files: string[], { json = false, ...flags }: Partial<DraftFlags>) => {
      const { draft } = await import('./commands/draft.ts')
      exit(draft(files, { json, ...flags }, terminal))
    })
}

function traceCommand({ program, terminal, say, exit }: Declaring): void {
  program
    .command('trace')
    .description(
      say(
        'chạy thử một hồ sơ trong bộ nhớ, thời gian giả lập, mỗi sự kiện một dòng',
        'run one instance in memory, in simulated time, one line per element event',
      ),
    )
    .argument(
      '<file...>',
      say(
        'tệp BPMN, DMN, YAML: tệp đầu tiên có quy trình thì chạy, quy trình được gọi có thể ở các tệp kia',
        'BPMN, DMN and YAML files: the first that has processes runs, what it calls may be in the others',
      ),
    )
    .option(
      '--process <id>',
      say(
        'quy trình nào, khi tệp có nhiều; lặp lại để chạy nhiều quy trình',
        'which process, where the file has several; given again, another starts too',
      ),
      collect,
    )
    .option('--vars <json>', say('giá trị của biến, như \'{"amount": 3}\'', 'values of variables, as \'{"amount": 3}\''))
    .option(
      '--auto',
      say(
        'tự gửi thông điệp, hoàn thành việc, rồi cho thời gian trôi, đến khi không còn gì chuyển động',
        'deliver messages, complete tasks, then advance the clock, until nothing moves',
      ),
    )
    .option('--json', say('mỗi dòng một đối tượng JSON (NDJSON)', 'one JSON object per line (NDJSON)'))
    .action(async (files: string[], { process = [], auto = false, json = false, ...flags }: Partial<TraceFlags>) => {
      const { trace } = await import('./commands/trace.ts')
      exit(trace(files, { process, auto, json, ...flags }, terminal))
    })
}

function convertCommand({ program, terminal, say, exit }: Declaring): void {
  program
    .command('convert')
    .description(
      say(
        'viết thủ tục ở dạng khác: BPMN 2.0 XML có sơ đồ, YAML, hoặc hình',
        'write a procedure in another form: BPMN 2.0 XML with a diagram, YAML, or a picture',
      ),
    )
    .argument('<file>', say('tệp BPMN hoặc YAML', 'a BPMN or YAML file'))
    .addOption(new Option('--to <form>', say('dạng', 'the form')).choices(['bpmn', 'yaml', 'svg']).default('bpmn'))
    .option('--out <file>', say('ghi vào đâu; không có thì ra màn hình', 'where to; without, the terminal'))
    .action(async (file: string, flags: ConvertFlags) => {
      const { convert } = await import('./commands/convert.ts')
      exit(await convert(file, flags, terminal))
    })
}

function demoCommand({ program, terminal, say, exit }: Declaring): void {
  program
    .command('demo')
    .description(
      say(
        'một hồ sơ đăng ký khai sinh qua đủ bảy bước: SQLite, chữ ký số, cổng giả lập',
        'a birth registration through all seven stages: SQLite, a digital signature, a portal simulator',
      ),
    )
    .option(
      '--dir <folder>',
      say(
        'thư mục cho các tệp; demo dở dang trong đó được chạy tiếp',
        'where its files go; an unfinished demo in it is continued',
      ),
      'motcua-demo',
    )
    .option('--pace <ms>', say('nghỉ giữa hai việc, mili giây', 'pause between two deeds, in milliseconds'), number(0, 60_000), 0)
    .action(async (flags: { dir: string; pace: number }) => {
      const { demo } = await import('./commands/demo.ts')
      exit(await demo(flags, terminal))
    })
}

function reportCommand({ program, terminal, say, exit }: Declaring): void {
  program
    .command('report')
    .description(
      say(
        'chỉ tiêu, bộ chỉ số QĐ 766/QĐ-TTg và biểu II.06a của một kỳ, tính từ nhật ký',
        'targets, service-quality index (QĐ 766) and form II.06a of a period, from the journals',
      ),
    )
    .argument('<database>', say('tệp SQLite, hoặc postgres://…', 'a SQLite file, or postgres://…'))
    .requiredOption(
      '--period <period>',
      say('năm, quý hoặc tháng: 2026, 2026-Q4, 2026-11', 'a year, quarter or month: 2026, 2026-Q4, 2026-11'),
    )
    .option('--agency <code>', say('chỉ cơ quan này và các cơ quan cấp dưới', 'only this agency and those below it'))
    .option(
      '--wait <minutes>',
      say(
        'thời gian chờ tối đa mà địa phương đã quyết định, như 20; mặc định 30',
        'wait at the counter that the place decided on, as 20; otherwise 30',
      ),
      number(1, 480),
    )
    .option(
      '--statements <file>',
      say(
        'tệp JSON về điều nhật ký không biết: { "petitionsOnTime": { "part": 3, "whole": 3 } }',
        'what no journal knows, as JSON: { "petitionsOnTime": { "part": 3, "whole": 3 } }',
      ),
    )
    .option(
      '--json',
      say(
        'báo cáo là một đối tượng JSON, kèm hồ sơ đứng sau mỗi con số',
        'the report as one JSON object, with the dossiers behind each number',
      ),
    )
    .option('--xlsx <file>', say('ghi thêm bảng tính', 'write it as a spreadsheet too'))
    .option('--html <file>', say('ghi thêm trang có biểu đồ', 'write it as a page with charts too'))
    .action(async (database: string, { json = false, ...flags }: Omit<ReportFlags, 'json'> & { readonly json?: boolean }) => {
      const { report } = await import('./commands/report.ts')
      exit(await report(database, { json, ...flags }, terminal))
    })
}

function journalCommand({ program, terminal, say, exit }: Declaring): void {
  program
    .command('journal')
    .description(say('nhật ký của cơ sở dữ liệu', 'what a store has on record'))
    .command('verify')
    .description(
      say(
        'chứng minh mọi chuỗi băm và dấu niêm; thoát 0 còn nguyên, 1 bị sửa (nói rõ dòng đầu tiên), 2 không đọc được',
        'prove every hash chain and seal of a store; exit 0 whole, 1 broken (the first entry is named), 2 unreadable',
      ),
    )
    .argument('<database>', say('tệp SQLite, hoặc postgres://…', 'a SQLite file, or postgres://…'))
    .option(
      '--trust <file>',
      say(
        'chứng thư của nơi ký hoặc cấp dấu thời gian (PEM); có thể lặp lại',
        'certificates of an authority that signs or stamps seals (PEM); may be given again',
      ),
      collect,
    )
    .option(
      '--kept <file>',
      say(
        'một dấu niêm đã được giữ ở nơi khác (văn bản mà nó ký); có thể lặp lại',
        'a seal that was kept elsewhere (the text that it signs); may be given again',
      ),
      collect,
    )
    .option('--stamped', say('mọi dấu niêm phải có dấu thời gian', 'every seal must have a time stamp'))
    .option('--json', say('kết luận là một đối tượng JSON', 'the verdict as one JSON object'))
    .action(async (database: string, { json = false, trust = [], kept = [], stamped = false }: Partial<JournalVerifyFlags>) => {
      const { journalVerify } = await import('./commands/journal-verify.ts')
      exit(await journalVerify(database, { json, trust, kept, stamped }, terminal))
    })
}

function restoredCommand({ program, terminal, say, exit }: Declaring): void {
  program
    .command('restored')
    .description(
      say(
        'cơ sở dữ liệu có bị khôi phục lùi so với điều nhân chứng đã thấy không, và đã làm gì từ đó; thoát 0 không, 1 có, 2 không đọc được',
        'whether a store was restored behind what its witness saw, and what was done since; exit 0 no, 1 yes, 2 unreadable',
      ),
    )
    .argument('<database>', say('tệp SQLite, hoặc postgres://…', 'a SQLite file, or postgres://…'))
    .requiredOption('--witness <folder>', say('thư mục của nhân chứng', 'the folder of its witness'))
    .option(
      '--reconcile <reason>',
      say(
        'tiếp tục từ chỗ cơ sở dữ liệu đang đứng: việc đã làm không bị làm lại khi chưa hỏi',
        'go on from where the store stands: nothing that was done since is done again unasked',
      ),
    )
    .option('--as <who>', say('người đối soát', 'who reconciles'))
    .option('--json', say('kết quả là một đối tượng JSON', 'what was lost as one JSON object'))
    .action(async (database: string, { json = false, ...flags }: Omit<RestoredFlags, 'json'> & { readonly json?: boolean }) => {
      const { restored } = await import('./commands/restored.ts')
      exit(await restored(database, { json, ...flags }, terminal))
    })
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** A whole number from `least` to `most`. */
function number(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`${least} … ${most}`)
    return value
  }
}
