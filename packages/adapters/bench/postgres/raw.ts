import type pg from 'pg'
import type { Commit } from '@motcua/engine/ports'
import { ArrayWriter } from '../../src/store/postgres/commit/arrays.ts'
import type { Knowledge } from '../../src/store/postgres/commit/known-dossiers.ts'
import { PARAMETERS, parametersOf } from '../../src/store/postgres/commit/parameters.ts'

/**
 * What the store wrote, written by the bare driver into the same tables with the same indices: one statement for so many commits, its
 * values made ready before the clock starts. It looks for no conflict and no duplicate, compares nothing and computes nothing.
 */
export interface RawBatch {
  readonly commits: number
  readonly text: string
  readonly values: readonly Buffer[]
}

/** Batches of `size`, each of one step of as many dossiers. */
export function rawBatches(schema: string, commits: readonly Commit[], size: number): RawBatch[] {
  const byDossier = new Map<string, Commit[]>()
  for (const commit of commits) byDossier.set(commit.dossier, [...(byDossier.get(commit.dossier) ?? []), commit])
  const dossiers = [...byDossier.values()]
  const batches: RawBatch[] = []
  for (let from = 0; from < dossiers.length; from += size) {
    const group = dossiers.slice(from, from + size)
    const steps = Math.max(...group.map(({ length }) => length))
    for (let step = 0; step < steps; step += 1) {
      const pairs = group.flatMap((all): Pair[] => {
        const commit = all[step]
        return commit === undefined ? [] : [{ commit, before: all[step - 1] }]
      })
      batches.push(batchOf(schema, pairs, step === 0))
    }
  }
  return batches
}

interface Pair {
  readonly commit: Commit
  readonly before: Commit | undefined
}

function batchOf(schema: string, pairs: readonly Pair[], isFirst: boolean): RawBatch {
  const before = new Map(pairs.map((pair) => [pair.commit.dossier, pair.before]))
  const knowledge: Knowledge = {
    hasText: () => !isFirst,
    taskBefore: ({ dossier }, id) => before.get(dossier)?.tasks.open.find((task) => task.id === id),
    trustsHeads: true,
  }
  const placed = pairs.map((pair, index) => ({ commit: withHeadBefore(pair), index }))
  // Its memory is this batch's alone.
  const all = parametersOf(placed, knowledge, new ArrayWriter())
  const given = new Map(PARAMETERS.map((name, index) => [name, all[index] as Buffer]))
  const values: Buffer[] = []
  const text = (isFirst ? FIRST : NEXT).replace(/(?<![@\w])@(?=[a-z])/g, `${schema}.`).replace(/\$(\w+)/g, (_, name: string) => {
    const value = given.get(name)
    if (value === undefined) throw new Error(`no value of ${name}`)
    return `$${values.push(value)}`
  })
  return { commits: pairs.length, text, values }
}

/** What was read from a file has lost which heads are the same. */
function withHeadBefore({ commit, before }: Pair): Commit {
  if (before === undefined) return commit
  const isSame = JSON.stringify(commit.head) === JSON.stringify(before.head)
  return { ...commit, headBefore: isSame ? commit.head : before.head }
}

const JOURNAL = `
  j AS (INSERT INTO @journal (tx, n, dossier, agency, seq, at, actor, command, type, events, previous, hash, digest, response)
    SELECT pg_current_xact_id()::text::bigint, c.* FROM unnest($c_n::integer[], $c_dossier::text[], $c_agency::text[], $c_seq::bigint[], $c_at::bigint[], $c_actor::text[],
      $c_command::text[], $c_type::text[], $c_events::text[], $c_previous::text[], $c_hash::text[], $c_digest::text[], $c_response::text[]) AS c)`
const TASKS = `
  k AS (INSERT INTO @task (id, dossier, agency, procedure, element, name, role, groups, unit, assignee, owner, excluded, stage, form, code, title,
      digest, applicant, opened_at, due)
    SELECT k.id, ($c_dossier::text[])[k.place], k.agency, k.procedure, k.element, k.name, k.role, k.groups::text[], k.unit, k.assignee, k.owner,
      k.excluded::text[], k.stage, k.form, k.code, k.title, k.digest, k.applicant, k.opened_at, k.due
    FROM unnest($k_place::bigint[], $k_id::text[], $k_agency::text[], $k_procedure::text[], $k_element::text[], $k_name::text[], $k_role::text[],
      $k_groups::text[], $k_unit::text[], $k_assignee::text[], $k_owner::text[], $k_excluded::text[], $k_stage::text[], $k_form::text[],
      $k_code::text[], $k_title::text[], $k_digest::text[], $k_applicant::text[], $k_opened_at::bigint[], $k_due::bigint[])
      AS k (place, id, agency, procedure, element, name, role, groups, unit, assignee, owner, excluded, stage, form, code, title, digest,
        applicant, opened_at, due))`
const TIMERS = `
  t AS (INSERT INTO @timer (id, dossier, due, wake, held)
    SELECT t.id, ($c_dossier::text[])[t.place], t.due, t.due, false FROM unnest($t_place::bigint[], $t_id::text[], $t_due::bigint[]) AS t (place, id, due)
    ON CONFLICT (id) DO UPDATE SET due = excluded.due, wake = excluded.wake)`
const STAGES = `
  n AS (INSERT INTO @stage (agency, stage, due, dossier)
    SELECT '', p.stage, p.due, p.dossier
    FROM unnest($p_stage::text[], $p_due::bigint[], $p_dossier::text[], $p_n::bigint[]) AS p (stage, due, dossier, n) WHERE p.n > 0)`
const COUNTS = `
  INSERT INTO @counter_delta (kind, agency, procedure, key, stage, role, n)
    SELECT d.kind, '', d.procedure, d.key, d.stage, d.role, d.n
    FROM unnest($d_kind::text[], $d_procedure::text[], $d_key::text[], $d_stage::text[], $d_role::text[], $d_n::bigint[])
      AS d (kind, procedure, key, stage, role, n)`
const HEADS = `unnest($h_place::bigint[], $h_procedure::text[], $h_version::bigint[], $h_fingerprint::text[], $h_code::text[], $h_status::text[],
      $h_standing::text[], $h_applicant::text[], $h_title::text[], $h_opened_at::bigint[], $h_due::bigint[], $h_ended_at::bigint[])
      AS c (place, procedure, version, fingerprint, code, status, standing, applicant, title, opened_at, due, ended_at)`

const FIRST = `
  WITH d AS (INSERT INTO @dossier (dossier, seq, hash, tx, digest, suspended, stages, snapshot_seq, kernel, fingerprint, state)
    SELECT c.dossier, c.seq, c.hash, pg_current_xact_id()::text::bigint, c.digest, false, c.stages, c.s_seq, c.kernel, c.fingerprint, c.state
    FROM unnest($c_dossier::text[], $c_seq::bigint[], $c_hash::text[], $c_text::text[], $c_stages::text[], $s_seq::bigint[], $s_kernel::bigint[], $s_fingerprint::text[],
      $s_state::text[]) AS c (dossier, seq, hash, digest, stages, s_seq, kernel, fingerprint, state)),
  h AS (INSERT INTO @head (dossier, procedure, version, fingerprint, agency, code, status, standing, applicant, title, digest, opened_at, due,
      ended_at)
    SELECT ($c_dossier::text[])[c.place], c.procedure, c.version, c.fingerprint, '', c.code, c.status, c.standing, c.applicant, c.title,
      ($c_text::text[])[c.place],
      c.opened_at, c.due, c.ended_at FROM ${HEADS}),
  w AS (INSERT INTO @open_words (dossier, digest, search, vector)
    SELECT ($c_dossier::text[])[w.place], w.digest, w.search, array_to_tsvector(w.lexemes::text[])
    FROM unnest($w_place::bigint[], $w_digest::text[], $w_search::text[], $w_lexemes::text[]) AS w (place, digest, search, lexemes)),
  v AS (INSERT INTO @word (lexeme)
    SELECT DISTINCT l FROM unnest($w_lexemes::text[]) AS w, unnest(w::text[]) AS l WHERE char_length(l) <= 10 ON CONFLICT DO NOTHING),
  ${JOURNAL}, ${TASKS}, ${TIMERS}, ${STAGES} ${COUNTS}`

const NEXT = `
  WITH d AS (UPDATE @dossier AS d SET seq = c.seq, hash = c.hash, tx = pg_current_xact_id()::text::bigint, stages_before = d.stages,
      stages = coalesce(c.stages, d.stages), snapshot_seq = coalesce(c.s_seq, d.snapshot_seq),
      kernel = coalesce(c.kernel, d.kernel), fingerprint = coalesce(c.fingerprint, d.fingerprint), state = coalesce(c.state, d.state)
    FROM unnest($c_dossier::text[], $c_seq::bigint[], $c_hash::text[], $c_stages::text[], $s_seq::bigint[], $s_kernel::bigint[], $s_fingerprint::text[], $s_state::text[])
      AS c (dossier, seq, hash, stages, s_seq, kernel, fingerprint, state) WHERE d.dossier = c.dossier),
  h AS (UPDATE @head AS h SET procedure = c.procedure, version = c.version, fingerprint = c.fingerprint, code = c.code,
      status = c.status, standing = c.standing, applicant = c.applicant, title = c.title,
      opened_at = c.opened_at, due = c.due, ended_at = c.ended_at FROM ${HEADS} WHERE h.dossier = ($c_dossier::text[])[c.place]),
  o AS (DELETE FROM @open_words AS w USING ${HEADS} WHERE c.ended_at IS NOT NULL AND w.dossier = ($c_dossier::text[])[c.place] RETURNING w.*),
  e AS (INSERT INTO @ended_words (dossier, digest, search, vector) SELECT o.dossier, o.digest, o.search, o.vector FROM o),
  x AS (DELETE FROM @task AS t USING unnest($x_kind::text[], $x_id::text[]) AS x (kind, id) WHERE x.kind = 'counted' AND t.id = x.id),
  y AS (DELETE FROM @timer AS t USING unnest($x_kind::text[], $x_id::text[]) AS x (kind, id) WHERE x.kind = 'timer' AND t.id = x.id),
  l AS (DELETE FROM @stage AS s USING unnest($p_stage::text[], $p_due::bigint[], $p_dossier::text[], $p_n::bigint[]) AS l (stage, due, dossier, n)
    WHERE l.n < 0 AND s.agency = '' AND s.stage = l.stage AND s.due = l.due AND s.dossier = l.dossier),
  ${JOURNAL}, ${TASKS}, ${TIMERS}, ${STAGES} ${COUNTS}`

/** As the store has it: plans made once, for indices. */
export const RAW_MANNERS =
  'SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan'

/** Gives how many commits were written. */
export async function writeRaw(client: pg.Client, batches: readonly RawBatch[]): Promise<number> {
  let written = 0
  for (const { text, values, commits } of batches) {
    await client.query({ name: `raw ${text.length}`, text, values: [...values] })
    written += commits
  }
  return written
}
