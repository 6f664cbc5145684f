import type { Store } from '@motcua/engine/ports'
import type { Session } from '../database.ts'
import { Journal } from './journal.ts'

/** What the database behind one connection has, whatever the others are connected to. */
export function readingOver(session: Session): Pick<Store, 'journal' | 'reconciled'> {
  const journal = new Journal({ read: (text, values) => session.run(text, values) })
  return {
    journal: (dossier, after, limit) => journal.rows(dossier, after, limit),
    async reconciled() {
      const [row] = await session.run<{ reconciled: number }>('SELECT reconciled FROM @motcua_store')
      return row?.reconciled ?? 0
    },
  }
}
