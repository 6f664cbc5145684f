import { verifyJournal, type JournalBreak, type JournalVerdict, type Language } from '@motcua/engine'
import { signatureChecker } from '@motcua/adapters/signing/check'
import { withStore } from '../terminal/database.ts'
import { readText } from '../terminal/files.ts'
import { EXIT, type Terminal } from '../terminal/output.ts'
import { paint } from '../terminal/paint.ts'
import { UsageError } from '../terminal/usage-error.ts'

export interface JournalVerifyFlags {
  readonly json: boolean
  /** PEM files of the authorities that are trusted to sign and stamp seals. */
  readonly trust: readonly string[]
  /** Files with seals that were kept elsewhere, each as `sealText` gave it. */
  readonly kept: readonly string[]
  /** A seal without a time stamp does not hold. */
  readonly stamped: boolean
}

/** Rows between two words of progress. */
const TELL_EVERY = 50_000

/**
 * `motcua journal verify DB`: proves every dossier's chain and every seal, and names the first entry that does not hold. Exit 0 whole,
 * 1 broken, 2 the store cannot be read.
 *
 * With `--json`, one object: `{ rows, dossiers, seals, unsealed, unstamped, sealedWithinMs, signers, broken }`.
 */
export async function journalVerify(database: string, flags: JournalVerifyFlags, terminal: Terminal): Promise<number> {
  const checker = checkerOf(flags.trust, terminal)
  const kept = flags.kept.map((file) => readText(file, terminal))
  return withStore(database, terminal, async (store) => {
    let told = 0
    const verdict = await verifyJournal(store, {
      checker,
      kept,
      mustBeStamped: flags.stamped,
      onProgress: (rows) => {
        if (rows < told + TELL_EVERY) return
        told = rows
        terminal.err(terminal.language === 'vi' ? `đã đọc ${rows} dòng …\n` : `${rows} rows read …\n`)
      },
    })
    if (flags.json) terminal.out(`${JSON.stringify({ ...verdict, broken: verdict.broken ?? null })}\n`)
    else terminal.out(verdict.rows === 0 && verdict.broken === undefined ? emptyWord(terminal) : report(verdict, flags, terminal))
    return verdict.broken === undefined ? EXIT.clean : EXIT.errors
  })
}

/** @throws UsageError */
function checkerOf(files: readonly string[], terminal: Terminal) {
  if (files.length === 0) return undefined
  const trust = files.map((file) => readText(file, terminal))
  try {
    return signatureChecker({ trust })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({ vi: `--trust: không đọc được chứng thư: ${why}`, en: `--trust: ${why}` })
  }
}

function emptyWord({ language }: Terminal): string {
  return language === 'vi' ? 'Nhật ký chưa có dòng nào.\n' : 'The journal has no rows yet.\n'
}

function report(verdict: JournalVerdict, flags: JournalVerifyFlags, terminal: Terminal): string {
  const colour = paint(terminal)
  const vi = terminal.language === 'vi'
  const { rows, dossiers, seals, unsealed, unstamped, sealedWithinMs, signers, broken } = verdict
  if (broken !== undefined) return `${colour.red('✗')} ${breakText(broken, terminal.language)}\n`
  const lines = [
    vi
      ? `${colour.green('✓')} ${rows} dòng của ${dossiers} hồ sơ: mọi chuỗi băm còn nguyên`
      : `${colour.green('✓')} ${rows} rows of ${dossiers} dossiers: every hash chain is whole`,
    vi ? `  ${seals} dấu niêm, ${unsealed} dòng chưa niêm` : `  ${seals} seals, ${unsealed} rows not sealed yet`,
  ]
  if (sealedWithinMs !== null) {
    const longest = durationText(sealedWithinMs, terminal.language)
    lines.push(
      vi ? `  mỗi dòng được niêm sau nhiều nhất ${longest}` : `  every sealed row stood for ${longest} at most before its seal`,
    )
  }
  if (unstamped > 0) lines.push(vi ? `  ${unstamped} dấu niêm không có dấu thời gian` : `  ${unstamped} seals have no time stamp`)
  for (const signer of signers) lines.push(vi ? `  ký bởi ${signer}` : `  by ${signer}`)
  if (seals > 0 && flags.trust.length === 0)
    lines.push(
      vi
        ? '  chữ ký và dấu thời gian chưa được kiểm tra: thêm --trust TỆP.pem của nơi cấp chứng thư'
        : '  signatures and time stamps were not checked: add --trust FILE.pem of the authority',
    )
  return `${lines.join('\n')}\n`
}

/** Rounded up to the largest unit of which there are two or more. */
function durationText(ms: number, language: Language): string {
  const units = [
    { ms: 86_400_000, vi: 'ngày', en: 'days' },
    { ms: 3_600_000, vi: 'giờ', en: 'hours' },
    { ms: 60_000, vi: 'phút', en: 'minutes' },
  ]
  const unit = units.find((one) => ms >= 2 * one.ms) ?? { ms: 1_000, vi: 'giây', en: 'seconds' }
  return `${Math.ceil(ms / unit.ms)} ${unit[language]}`
}

const ROW: Readonly<Record<Extract<JournalBreak, { entry: 'row' }>['problem'], Readonly<Record<Language, string>>>> = {
  sequence: { en: 'a row before it is missing or doubled', vi: 'thiếu hoặc thừa một dòng trước nó' },
  previous: { en: 'it does not follow the row before it', vi: 'không nối với dòng trước' },
  hash: { en: 'it is not what its hash says', vi: 'nội dung không khớp mã băm' },
  digest: { en: "an event's content is not what its digest says", vi: 'nội dung một sự kiện không khớp mã băm của nó' },
  answer: {
    en: 'what is answered to who sends its command again is not what it says',
    vi: 'câu trả lời cho người gửi lại lệnh không khớp với nội dung của nó',
  },
  head: { en: 'the dossier says that this row exists, and it is gone', vi: 'hồ sơ có dòng này nhưng dòng đã mất' },
}

const SEAL: Readonly<Record<Extract<JournalBreak, { entry: 'seal' }>['problem'], Readonly<Record<Language, string>>>> = {
  number: { en: 'a seal before it is missing', vi: 'thiếu một dấu niêm trước nó' },
  previous: { en: 'it does not follow the seal before it', vi: 'không nối với dấu niêm trước' },
  rows: { en: 'the rows that it covers were changed or removed', vi: 'các dòng được niêm đã bị sửa hoặc bị xóa' },
  kept: { en: 'it is not there as it was kept elsewhere', vi: 'không còn đúng như bản đã được giữ ở nơi khác' },
  signature: { en: 'its signature does not hold', vi: 'chữ ký không hợp lệ' },
  timestamp: { en: 'its time stamp does not hold, or is missing', vi: 'dấu thời gian không hợp lệ hoặc bị thiếu' },
  time: {
    en: 'it was stamped more than a day from when it says that it was made',
    vi: 'được đóng dấu thời gian cách hơn một ngày so với lúc nó ghi là được lập',
  },
}

function breakText(broken: JournalBreak, language: Language): string {
  const vi = language === 'vi'
  if (broken.entry === 'seal') {
    return `${vi ? 'dấu niêm số' : 'seal'} ${broken.number}: ${SEAL[broken.problem][language]}`
  }
  const place = vi ? `hồ sơ ${broken.dossier}, dòng ${broken.seq}` : `dossier ${broken.dossier}, row ${broken.seq}`
  return `${place}: ${ROW[broken.problem][language]}`
}
