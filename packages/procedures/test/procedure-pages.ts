import { createHash } from 'node:crypto'
import type { Definition } from '@motcua/engine'
import { contentOf } from '@motcua/engine/lifecycle'

/** The page of a procedure, from its file alone. @param picture  the diagram's file name */
export function procedurePage(definition: Definition, picture: string): string {
  const { limit, published, documents, results, roles } = definition
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`## ${title}`, lines.map((line) => `- ${line}`).join('\n')]
  return `${[
    `# ${definition.name.vi}`,
    `${definition.name.en ?? ''} · \`${definition.procedure}\` · ${definition.agency?.vi ?? ''}`,
    `![flow](${picture})`,
    limit === undefined ? 'Thời hạn: không quy định.' : `Thời hạn: ${limitText(limit.limit)}.`,
    ...list(
      'Thời hạn theo trường hợp',
      (limit?.cases ?? []).map((one) => `\`${one.condition.text}\`: ${limitText(one.limit)}`),
    ),
    ...list('Căn cứ', definition.basis),
    ...list('Nguồn', definition.sources),
    ...list(
      'Ai làm',
      roles.map(({ id, name }) => `\`${id}\` ${name.vi}`),
    ),
    ...list(
      'Thành phần hồ sơ',
      documents.map(
        ({ name, code, originals, copies }) =>
          `${name.vi}${code === undefined ? '' : ` (\`${code}\`)`}: ${originals} bản chính, ${copies} bản sao`,
      ),
    ),
    ...list(
      'Kết quả',
      results.map(({ name }) => name.vi),
    ),
    ...list(
      'Phí, lệ phí',
      (published?.fees ?? []).map(
        ({ name, amountVnd, setBy, channel, source }) =>
          `${name.vi}: ${amountVnd === undefined ? (setBy?.vi ?? 'theo bậc') : `${amountVnd} đồng`}${channel === undefined ? '' : `, ${channel}`}${source === undefined ? '' : ` — ${source}`}`,
      ),
    ),
    ...list(
      'Số liệu',
      (published?.figures ?? []).map(({ at, source }) => `\`${at}\`: ${source ?? 'chưa có nguồn'}`),
    ),
    ...list(
      'Còn bỏ ngỏ',
      (published?.gaps ?? []).map(({ at, what }) => `\`${at}\`: ${what.vi}`),
    ),
    `Made from the procedure's file; content ${fingerprint(definition)}.`,
  ].join('\n\n')}\n`
}

/** What a diagram is of: it is drawn again when this changes. */
export function fingerprint(definition: Definition): string {
  return createHash('sha256').update(contentOf(definition)).digest('hex').slice(0, 12)
}

function limitText(limit: NonNullable<Definition['limit']>['limit']): string {
  if (limit.unit === 'sameDay') return 'trong ngày'
  return limit.unit === 'elapsed' ? limit.duration : `${limit.amount} ${UNITS[limit.unit]}`
}

const UNITS = { workingDays: 'ngày làm việc', workingHours: 'giờ làm việc', days: 'ngày', hours: 'giờ', months: 'tháng' }
