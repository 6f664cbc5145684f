import type pg from 'pg'
import { signatureOf } from '../../src/store/postgres/commit/signature.ts'

/** Fills a store with so many open dossiers, as a province might have them, by SQL alone: each with a journal of five rows, a snapshot and one task. */
export async function fill(client: pg.Client, schema: string, count: number): Promise<void> {
  const run = (sql: string) => client.query(sql.replace(/(?<![@\w])@(?=[a-z])/g, `${schema}.`).replaceAll('COUNT', String(count)))
  await run(`SET maintenance_work_mem = '512MB'; SET synchronous_commit = off`)
  // Indices are made again afterwards: row by row, a million entries take far longer.
  const indices = await client.query<{ name: string; definition: string }>(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
     JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = '${schema}' AND NOT EXISTS (SELECT 1 FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)`,
  )
  for (const { name } of indices.rows) await run(`DROP INDEX ${schema}.${name}`)
  await run(`CREATE TEMP TABLE bare AS ${SEED}`)
  const { rows } = await client.query<{ word: string }>(
    PARTS.map((part) => `SELECT ${part} AS word FROM bare AS s`).join(' UNION '),
  )
  await client.query('CREATE TEMP TABLE signature AS SELECT * FROM unnest($1::text[], $2::bigint[]) AS w (word, bits)', [
    rows.map(({ word }) => word),
    rows.map(({ word }) => String(signatureOf(word))),
  ])
  await run(`CREATE TEMP TABLE seed AS ${SIGNED}`)
  for (const statement of STATEMENTS) await run(statement)
  for (const { definition } of indices.rows) await run(definition)
  await run('DROP TABLE bare, signature, seed')
  await run(`VACUUM (ANALYZE) @dossier, @head, @stage, @open_words, @ended_words, @journal, @task, @task_group, @counter`)
}

/**
 * Adds so many dossiers that ended in the three years before, unless there are some, and makes a few of the open ones rare: thirty of a procedure and of
 * a standing that no others have, thirty tasks of an element of it, and each thousandth suspended.
 */
export async function fillEnded(client: pg.Client, schema: string, count: number): Promise<void> {
  const run = (sql: string) => client.query(sql.replace(/(?<![@\w])@(?=[a-z])/g, `${schema}.`).replaceAll('COUNT', String(count)))
  const { rows } = await client.query<{ filled: boolean }>(
    `SELECT EXISTS (SELECT FROM ${schema}.head WHERE ended_at IS NOT NULL) AS filled`,
  )
  if (rows[0]?.filled === true) return
  await run(`SET synchronous_commit = off; CREATE TEMP TABLE ended AS ${ENDED}`)
  for (const statement of OF_ENDED) await run(statement)
  await run('DROP TABLE ended')
  await run('VACUUM (ANALYZE) @dossier, @head, @ended_words, @task, @counter')
}

/** Names as they are common among Vietnamese: the three most common family names are more than half of all. */
export const SEED = `
  SELECT n, 'd' || lpad(to_hex(n), 31, '0') AS dossier,
    (ARRAY['receive','digitize','transfer','verify','verify','verify','sign','return','archive'])[1 + ((hashint8extended(n, 1) & 9007199254740991) % 9)] AS stage,
    (ARRAY['counter','counter','specialist','specialist','specialist','specialist','leader','counter','archivist'])[1 + ((hashint8extended(n, 1) & 9007199254740991) % 9)] AS role,
    'p' || ((hashint8extended(n, 3) & 9007199254740991) % 400) AS procedure, 'u' || ((hashint8extended(n, 4) & 9007199254740991) % 300) AS unit,
    CASE WHEN (hashint8extended(n, 5) & 9007199254740991) % 3 = 0 THEN 'person-' || ((hashint8extended(n, 6) & 9007199254740991) % 20000) END AS assignee,
    (ARRAY['Nguyễn','Nguyễn','Nguyễn','Nguyễn','Trần','Trần','Lê','Phạm','Hoàng','Phan','Vũ','Đặng','Bùi','Đỗ'])[1 + ((hashint8extended(n, 7) & 9007199254740991) % 14)] || ' ' ||
    (ARRAY['Văn','Văn','Thị','Thị','Thị','Minh','Ngọc','Đức'])[1 + ((hashint8extended(n, 8) & 9007199254740991) % 8)] || ' ' ||
    (ARRAY['An','Bình','Bưởi','Chi','Dũng','Đường','Giang','Hà','Hải','Hạnh','Hòa','Hùng','Hương','Khánh','Lan','Linh','Long','Mai','Nam','Nga','Ngân','Phúc','Phương','Quang','Quỳnh','Sơn','Tâm','Thảo','Thu','Trang','Tuấn','Tùng','Uyên','Vân','Vinh','Yến'])[1 + ((hashint8extended(n, 9) & 9007199254740991) % 36)] AS name,
    'H22.' || lpad((n % 90)::text, 2, '0') || '-2511' || lpad((n % 30 + 1)::text, 2, '0') || '-' || lpad((n % 10000)::text, 4, '0') AS code,
    '0011' || lpad(((hashint8extended(n, 10) & 9007199254740991) % 100000000)::text, 8, '0') AS applicant,
    1764000000000 + (hashint8extended(n, 11) & 9007199254740991) % 2592000000 AS opened_at, 1764000000000 + (hashint8extended(n, 12) & 9007199254740991) % 5184000000 AS due
  FROM generate_series(1::bigint, COUNT) AS n`

/** The words of a title, but for those that every title has. */
const PARTS = [
  'split_part(s.name, chr(32), 1)',
  'split_part(s.name, chr(32), 2)',
  'split_part(s.name, chr(32), 3)',
  's.procedure',
]
PARTS.push('substr(s.code, 5, 2)', 'substr(s.code, 8, 6)', 'substr(s.code, 15, 4)')
/** The digest of a text as the store has it: what names it, and the signature of its words. */
const SIGNED = `
  SELECT s.*, repeat('x', 22) || lpad(to_hex(${signatureOf('H22 Thủ tục')} | ${PARTS.map((_, n) => `w${n}.bits`).join(' | ')}), 16, '0') AS digest
  FROM bare AS s ${PARTS.map((part, n) => `JOIN signature AS w${n} ON w${n}.word = ${part}`).join(' ')}`

const TITLE = `s.code || ' ' || s.name || ' · Thủ tục ' || s.procedure`
/** As the store cuts and takes marks off; by hand, for a database's own rules of letters are its locale's. */
const MARKED = 'ăâáấàằầảẳẩãẵẫạặậđêéếèềẻểẽễẹệíìỉĩịôơóốòồờỏổởõỗỡọộợưúứùừủửũữụựýỳỷỹỵ'
const UNMARKED = [...MARKED].map((letter) => letter.normalize('NFD').charAt(0).replace('đ', 'd')).join('')
const LOWER = `replace(lower(t.text), 'Đ', 'đ')`
const words = (text: string) => `regexp_split_to_array(${text}, '[ ·.-]+')`

export const STATEMENTS = [
  `INSERT INTO @dossier (dossier, seq, hash, tx, digest, suspended, stages, snapshot_seq, kernel, fingerprint, state)
   SELECT s.dossier, 5, repeat('a', 64), 1, s.digest, false, '{' || s.stage || '}', 1, 1, repeat('f', 64), '{"padding":"' || repeat('trạng thái ', 80) || '"}' FROM seed AS s`,
  `INSERT INTO @head (dossier, procedure, version, fingerprint, agency, code, status, standing, applicant, title, digest, opened_at, due)
   SELECT s.dossier, s.procedure, 1, repeat('f', 64), '', s.code, 'running', CASE WHEN n % 20 = 0 THEN 'supplementAsked' ELSE 'inProgress' END,
     s.applicant, ${TITLE}, s.digest, s.opened_at, s.due FROM seed AS s`,
  `INSERT INTO @stage (agency, stage, due, dossier) SELECT '', s.stage, s.due, s.dossier FROM seed AS s`,
  `INSERT INTO @open_words (dossier, digest, search, vector)
   SELECT t.dossier, t.digest, t.text, array_to_tsvector(array_remove(${words(`translate(${LOWER}, '${MARKED}', '${UNMARKED}')`)}
     || ARRAY(SELECT '=' || w FROM unnest(${words(LOWER)}) AS w WHERE w ~ '[^ -~]'), ''))
   FROM (SELECT s.dossier, s.digest, ${TITLE} AS text FROM seed AS s) AS t`,
  `INSERT INTO @journal (tx, n, dossier, agency, seq, at, actor, command, type, events, previous, hash, digest, response)
   SELECT 1, s.n * 5 + r - 5, s.dossier, '', r, s.opened_at + r, 'counter-1', s.dossier || r, 'completeTask',
     '[{"type":"taskCompleted","version":1,"data":{"element":"check-components","instance":7},"salt":"${'5a'.repeat(16)}","digest":"${'ab'.repeat(32)}"}]',
     repeat('a', 64), repeat('a', 64), repeat('b', 64), '{"accepted":true}' FROM seed AS s CROSS JOIN generate_series(1, 5) AS r`,
  `INSERT INTO @task (id, dossier, agency, procedure, element, name, role, groups, unit, assignee, excluded, stage, code, title, digest, applicant, opened_at, due)
   SELECT s.dossier || ':1', s.dossier, '', s.procedure, s.stage, 'Công việc', s.role, CASE WHEN n % 50 = 0 THEN ARRAY['group-' || n % 7] ELSE '{}' END,
     s.unit, s.assignee, '{}', s.stage, s.code, ${TITLE}, s.digest, s.applicant, s.opened_at, s.due FROM seed AS s`,
  `INSERT INTO @task_group (agency, name, due, opened_at, ordinal, task, stage)
   SELECT '', t.groups[1], t.due, t.opened_at, t.ordinal, t.id, t.stage FROM @task AS t WHERE t.groups <> '{}' AND t.assignee IS NULL`,
  `INSERT INTO @word SELECT DISTINCT l FROM @open_words AS w CROSS JOIN LATERAL unnest(tsvector_to_array(w.vector)) AS l WHERE char_length(l) <= 10`,
  `INSERT INTO @counter (kind, agency, procedure, key, stage, role, n)
   SELECT 'stage', '', s.procedure, '', s.stage, '', count(*) FROM seed AS s GROUP BY s.procedure, s.stage
   UNION ALL SELECT 'standing', '', s.procedure, CASE WHEN n % 20 = 0 THEN 'supplementAsked' ELSE 'inProgress' END, '', '', count(*) FROM seed AS s GROUP BY s.procedure, 4
   UNION ALL SELECT 'task', '', s.procedure, s.stage, s.stage, s.role, count(*) FROM seed AS s GROUP BY s.procedure, s.stage, s.role
   UNION ALL SELECT 'unit', '', '', s.unit, '', '', count(*) FROM seed AS s GROUP BY s.unit
   UNION ALL SELECT 'assignee', '', '', s.assignee, '', '', count(*) FROM seed AS s WHERE s.assignee IS NOT NULL GROUP BY s.assignee`,
]

/** A third is of one procedure; nine of ten have been returned. */
const ENDED = `
  SELECT n, 'e' || lpad(to_hex(n), 31, '0') AS dossier, repeat('x', 22) || lpad(to_hex(n), 16, '0') AS digest,
    CASE WHEN n % 10000 = 0 THEN 'rare' WHEN n % 3 = 0 THEN 'p1' ELSE 'p' || ((hashint8extended(n, 3) & 9007199254740991) % 400) END AS procedure,
    CASE WHEN n % 100 < 88 THEN 'returned' WHEN n % 100 < 94 THEN 'refused' ELSE 'withdrawn' END AS standing,
    'H22.' || lpad((n % 90)::text, 2, '0') || '-2411' || lpad((n % 30 + 1)::text, 2, '0') || '-' || lpad((n % 10000)::text, 4, '0') AS code,
    '0011' || lpad(((hashint8extended(n, 10) & 9007199254740991) % 100000000)::text, 8, '0') AS applicant, s.opened_at,
    s.opened_at + 86400000 + (hashint8extended(n, 12) & 9007199254740991) % 1555200000 AS ended_at,
    s.opened_at + 432000000 + (hashint8extended(n, 13) & 9007199254740991) % 1728000000 AS due
  FROM (SELECT n, 1764000000000 - 94608000000 + (hashint8extended(n, 11) & 9007199254740991) % 92000000000 AS opened_at
    FROM generate_series(1::bigint, COUNT) AS n) AS s`

const OF_ENDED = [
  `INSERT INTO @dossier (dossier, seq, hash, tx, digest, suspended, stages, snapshot_seq, kernel, fingerprint, state)
   SELECT e.dossier, 12, repeat('a', 64), 1, e.digest, false, '{}', 1, 1, repeat('f', 64), '{}' FROM ended AS e`,
  `INSERT INTO @head (dossier, procedure, version, fingerprint, agency, code, status, standing, applicant, title, digest, opened_at, due, ended_at)
   SELECT e.dossier, e.procedure, 1, repeat('f', 64), '', e.code, 'completed', e.standing, e.applicant, e.code, e.digest, e.opened_at, e.due, e.ended_at
   FROM ended AS e`,
  `INSERT INTO @ended_words (dossier, digest, search, vector) SELECT e.dossier, e.digest, e.code, array_to_tsvector(ARRAY['h22']) FROM ended AS e`,
  `UPDATE @head SET procedure = 'rare' WHERE ended_at IS NULL AND dossier < 'd' || lpad(to_hex(31), 31, '0')`,
  `UPDATE @task AS t SET procedure = 'rare', element = 'rare' FROM @head AS h WHERE h.procedure = 'rare' AND h.ended_at IS NULL AND t.dossier = h.dossier`,
  `UPDATE @head SET standing = 'paymentAsked' WHERE ended_at IS NULL AND dossier > 'd' || lpad(to_hex(1000), 31, '0') AND dossier < 'd' || lpad(to_hex(1031), 31, '0')`,
  `UPDATE @head SET suspended_at = opened_at WHERE ended_at IS NULL AND hashtextextended(dossier, 1) % 1000 = 0`,
  `DELETE FROM @counter WHERE kind IN ('standing', 'stage', 'task')`,
  `INSERT INTO @counter (kind, agency, procedure, key, stage, role, n)
   SELECT 'standing', '', h.procedure, h.standing, '', '', count(*) FROM @head AS h WHERE h.ended_at IS NULL GROUP BY 3, 4
   UNION ALL SELECT 'stage', '', h.procedure, '', s.stage, '', count(*) FROM @stage AS s JOIN @head AS h ON h.dossier = s.dossier GROUP BY 3, 5
   UNION ALL SELECT 'task', '', t.procedure, t.element, t.stage, t.role, count(*) FROM @task AS t GROUP BY 3, 4, 5, 6`,
]
