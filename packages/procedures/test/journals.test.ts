import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { formatInstant, loadProcedure, openEvent, verifyChain } from '@motcua/engine'
import { find } from '@motcua/engine/kernel'
import { definitionOf, INITIAL_DOSSIER, replayDossier } from '@motcua/engine/lifecycle'
import type { JournalRow } from '@motcua/engine/ports'
import { describe, expect, it } from 'vitest'
import { birthRegistration } from '../src/index.ts'
import { office } from './office.fixture.ts'

/** Journals as releases wrote them, each with the definition that its dossier was started with. None is ever changed or removed. */
const JOURNALS = fileURLToPath(new URL('./journals', import.meta.url))

/** `RECORD_JOURNAL=0.2.0` records the story for a new release. */
const release = process.env.RECORD_JOURNAL
if (release !== undefined && !existsSync(`${JOURNALS}/${release}`)) {
  const here = await office('2025-08-29T15:10')
  const { id } = await here.lodge()
  await here.complete(id, 'check-components', { missing: ['birth-notice'] }, 'binh')
  await here.send(id, 'supplement-sent', { components: [{ id: 'birth-notice' }] }, 'an')
  await here.complete(id, 'check-components', { missing: [] }, 'binh')
  await here.complete(id, 'digitize-components', { digitized: [] }, 'binh')
  await here.complete(id, 'hand-over-papers', {}, 'binh')
  await here.complete(id, 'examine', { outcome: 'more-time', reason: 'xác minh' }, 'chi')
  await here.complete(id, 'examine', { outcome: 'grant' }, 'chi')
  await here.complete(id, 'register-birth', { registerNumber: '12', registerBook: '01/2025', personalId: '027225000123' }, 'chi')
  await here.complete(id, 'approve-result', { approved: true }, 'dung')
  await here.complete(id, 'hand-over-result', { receivedBy: 'Nguyễn Văn An' }, 'binh')
  const rows = await here.engine.journal(id, { as: 'oanh' })
  mkdirSync(`${JOURNALS}/${release}`)
  writeFileSync(`${JOURNALS}/${release}/birth-registration.ndjson`, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
  writeFileSync(`${JOURNALS}/${release}/birth-registration.definition.json`, `${birthRegistration.program.content}\n`)
  await here.engine.stop()
}

describe.each(readdirSync(JOURNALS))('the journal that release %s wrote', (name) => {
  const rows = readFileSync(`${JOURNALS}/${name}/birth-registration.ndjson`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalRow)
  const content = readFileSync(`${JOURNALS}/${name}/birth-registration.definition.json`, 'utf8')

  it('is whole, and a changed byte is noticed', () => {
    expect(verifyChain(rows)).toBeUndefined()
    const forged = rows.map((row) => (row.seq === 3 ? { ...row, actor: 'somebody' } : row))
    expect(verifyChain(forged)).toEqual({ seq: 3, problem: 'hash' })
    expect(verifyChain(rows.filter(({ seq }) => seq !== 4))).toEqual({ seq: 5, problem: 'sequence' })
    const [first] = rows
    const changed = { ...first, events: first?.events.map((event) => ({ ...event, data: { at: 0 } })) } as JournalRow
    expect(verifyChain([changed, ...rows.slice(1)])).toEqual({ seq: 1, problem: 'digest' })
  })

  it('stays provable when payloads are erased', () => {
    const erased = rows.map((row) => ({ ...row, events: row.events.map((event) => ({ ...event, data: null, salt: null })) }))
    expect(verifyChain(erased)).toBeUndefined()
  })

  it('gives the dossier as it was: supplemented, apologised for once, signed, returned, archived', () => {
    const { procedure } = loadProcedure(definitionOf(content, `journal ${name}`))
    if (procedure === undefined) throw new Error('expected the definition to compile')
    const state = replayDossier(
      procedure,
      INITIAL_DOSSIER,
      rows.flatMap((row) => row.events.map(openEvent)),
    )
    expect(state.kernel).toMatchObject({ status: 'completed', instances: [], incidents: {} })
    expect(state.lifecycle).toMatchObject({ standing: 'returned', clock: { state: 'stopped', extensions: 1 } })
    expect(new Set(Object.values(state.lifecycle.stages))).toEqual(new Set(['done']))
    // Due on Wednesday 3 September; three working days after that, Monday 8 September.
    expect(formatInstant(state.lifecycle.clock.due ?? 0)).toBe('2025-09-08T17:00:00+07:00')
    expect(find(state.kernel.scopes, 0)?.variables.dossierCode).toBe('000.00.01.H22-250829-0001')
  })
})
