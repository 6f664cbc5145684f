/** Pieces of the statements of `commit_batch` that occur more than once, in the names of its arguments. */

/** The tasks of a batch, as rows. */
export const OPEN_TASKS = `INSERT INTO @task AS t (id, dossier, agency, procedure, element, name, role, groups, unit, assignee, owner, excluded, stage,
            form, code, title, digest, applicant, opened_at, due)
            SELECT k.id, c_dossier[k.place], k.agency, k.procedure, k.element, k.name, k.role, k.groups::text[], k.unit, k.assignee,
              k.owner, k.excluded::text[], k.stage, k.form, k.code, k.title, k.digest, k.applicant, k.opened_at, k.due
            FROM unnest(k_place, k_id, k_agency, k_procedure, k_element, k_name, k_role, k_groups, k_unit, k_assignee, k_owner,
              k_excluded, k_stage, k_form, k_code, k_title, k_digest, k_applicant, k_opened_at, k_due)
              AS k (place, id, agency, procedure, element, name, role, groups, unit, assignee, owner, excluded, stage, form, code,
                title, digest, applicant, opened_at, due)
            WHERE fits[k.place]`

/** A snapshot replaces the one before, and so do stages; where none are given, those stay. */
export const STANDING = `stages_before = d.stages, stages = coalesce(c.stages, d.stages), snapshot_seq = coalesce(c.s_seq, d.snapshot_seq), kernel = coalesce(c.kernel, d.kernel),
            fingerprint = coalesce(c.fingerprint, d.fingerprint), state = coalesce(c.state, d.state)`

/** Rows of dossiers that begin; which of them, and what becomes of those that are there, is said after it. */
export const NEW_DOSSIERS = `INSERT INTO @dossier (dossier, seq, hash, tx, digest, suspended, stages, snapshot_seq, kernel, fingerprint, state)
            SELECT c.dossier, 1, c.hash, mine, c_text[c.place], c_suspended_at[c.place] IS NOT NULL, c.stages, c.s_seq, c.kernel,
              c.fingerprint, c.state
            FROM unnest(c_dossier, c_seq, c_hash, c_stages, s_seq, s_kernel, s_fingerprint, s_state) WITH ORDINALITY
              AS c (dossier, seq, hash, stages, s_seq, kernel, fingerprint, state, place)`

/** The heads that were given. */
export const HEADS = `(
            SELECT h.*, c_agency[h.place] AS agency, c_text[h.place] AS digest, c_suspended_at[h.place] AS suspended_at
            FROM unnest(h_place, h_procedure, h_version, h_fingerprint, h_code, h_status, h_standing, h_applicant, h_title,
              h_opened_at, h_due, h_ended_at)
              AS h (place, procedure, version, fingerprint, code, status, standing, applicant, title, opened_at, due, ended_at)) AS c`

/** The columns of a head, and what is given for each; its stages stand with the dossier. */
export const HEAD = `procedure, version, fingerprint, agency, code, status, standing, applicant, title, digest, opened_at, due, ended_at,
              suspended_at`

export const HEAD_VALUES = `c.procedure, c.version, c.fingerprint, c.agency, c.code, c.status, c.standing, c.applicant, c.title,
              c.digest, c.opened_at, c.due, c.ended_at, c.suspended_at`
