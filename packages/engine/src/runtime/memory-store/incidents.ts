import type { Commit, IncidentQuery, Page, StoredIncident } from '../../ports/index.ts'
import { pageOf } from './order.ts'

interface Entry {
  readonly incident: StoredIncident
  readonly ordinal: number
}

/** Open incidents of all dossiers. */
export class Incidents {
  readonly #incidents = new Map<string, Entry>()
  #last = 0

  get size(): number {
    return this.#incidents.size
  }

  page(query: IncidentQuery): Page<StoredIncident> {
    const found = [...this.#incidents.values()].filter(
      ({ incident }) =>
        (query.agency === undefined || incident.agency === query.agency) &&
        (query.dossier === undefined || incident.dossier === query.dossier) &&
        (query.procedure === undefined || incident.procedure === query.procedure) &&
        (query.code === undefined || incident.code === query.code),
    )
    const age = ({ incident, ordinal }: Entry) => [incident.raisedAt, ordinal] as const
    const { items, next } = pageOf(found, age, ['number', 'number'], query)
    return { items: items.map(({ incident }) => incident), next }
  }

  apply({ dossier, incidents }: Commit): void {
    for (const id of incidents?.close ?? []) {
      if (this.#incidents.get(id)?.incident.dossier === dossier) this.#incidents.delete(id)
    }
    for (const incident of incidents?.open ?? []) {
      const ordinal = this.#incidents.get(incident.id)?.ordinal ?? (this.#last += 1)
      this.#incidents.set(incident.id, { incident, ordinal })
    }
  }
}
