import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, loadProcedure, readYaml, type Engine, type Procedure } from '@motcua/engine'
import type { Principal, Store } from '@motcua/engine/ports'
import { onTestFinished } from 'vitest'

/** Who is known: an applicant, somebody at the counter, and the operator. */
const PEOPLE: readonly Principal[] = [
  { id: 'an', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
  { id: 'oanh', name: 'Phạm Thị Oanh', roles: ['operator'] },
]
export const identity = { find: (id: string) => Promise.resolve(PEOPLE.find((person) => person.id === id)) }

export function procedureOf(yaml: string): Procedure {
  const { definition } = readYaml(yaml, { file: 'test.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  return procedure
}

/** A started engine. */
export async function startedOn(store: Store, yaml: string): Promise<Engine> {
  const engine = createEngine({ store, procedures: [{ procedure: procedureOf(yaml) }], adapters: { identity }, sealing: null })
  await engine.start()
  return engine
}

/** A folder that is gone after the test. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `motcua-${name}-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
