import { cursorOf, mustBePageSize, placeOf } from '@motcua/engine/ports'
import type { IncidentQuery, Page, StoredIncident } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { Conditions } from './conditions.ts'

export class Incidents {
  constructor(private readonly db: Database) {}

  async page(query: IncidentQuery): Promise<Page<StoredIncident>> {
    const limit = mustBePageSize(query.limit)
    const conditions = new Conditions()
      .add('i.agency = $', query.agency)
      .add('i.dossier = $', query.dossier)
      .add('i.procedure = $', query.procedure)
      .add('i.code = $', query.code)
    if (query.after !== undefined) {
      const place = placeOf(query.after, ['number', 'number']).map((part) => `${conditions.value(part)}::bigint`)
      conditions.always(`(i.raised_at, i.ordinal) > (${place.join(', ')})`)
    }
    const rows = await this.db.search<StoredIncident & { ordinal: number }>(
      `SELECT i.ordinal, i.id, i.dossier, nullif(i.agency, '') AS agency, i.procedure, i.element, i.code, i.message,
         i.raised_at AS "raisedAt"
       FROM @incident AS i WHERE ${conditions.text} ORDER BY i.raised_at, i.ordinal LIMIT ${limit + 1}`,
      conditions.values,
    )
    const items = rows.slice(0, limit).map(({ ordinal: _, ...incident }) => incident)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items, next: last === undefined ? null : cursorOf([last.raisedAt, last.ordinal]) }
  }
}
