import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, EngineError, memoryStore, verifyChain } from '@motcua/engine'
import type { SerialQuery, Store } from '@motcua/engine/ports'
import { describe, expect, it } from 'vitest'
import { hostContract } from '../../../../engine/src/testing/host/host-contract.ts'
import { DESK, JOBS, officeModules, people, TIMER } from '../../../../engine/src/testing/host/office.ts'
import { operated, EACH } from '../../../../engine/src/testing/host/operations/procedures.ts'
import { sqliteStore } from '../sqlite/index.ts'
import { moveDossiers, restateEngine } from './index.ts'
import { callIngress } from './ingress.ts'
import { isSupported, useHost } from './used-host.fixture.ts'

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('a host on Restate', () => {
  const { restate, engine } = useHost()
  const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

  it.each(hostContract.laws.map((law) => [law.name, law] as const))('%s', async (_, law) => {
    await law.check({ host: engine, pass })
  })

  it('goes on with a job that was being done when its process was killed', async () => {
    const { id } = await engine.lodge(JOBS, { failures: 3 }, { as: 'an' })
    await restate.restartServices()
    await expect.poll(async () => (await engine.dossier(id, { as: 'an' })).status, { timeout: 20_000 }).toBe('completed')
    const reports = (await engine.journal(id, { as: 'an' })).filter(({ type }) => type === 'completeJob')
    expect(reports).toHaveLength(1)
  })

  it('knows every dossier after its process was killed', async () => {
    const { id } = await engine.lodge(DESK, {}, { as: 'an' })
    await restate.restartServices()
    const view = await engine.dossier(id, { as: 'an' })
    expect(view.waiting.map(({ element }) => element)).toEqual(['check'])
  })

  it('refuses a worklist by what only a reading store knows, instead of giving too much', async () => {
    const { id } = await engine.lodge(DESK, {}, { as: 'an' })
    await expect.poll(() => engine.worklist({ as: 'binh', dossier: id }), { timeout: 10_000 }).toHaveLength(1)
    const refused = [
      { stage: 'sign' },
      { unit: 'x' },
      { text: 'duong' },
      { isOverdue: true },
      { whose: 'me' },
      { after: '[1,1,1]' },
    ] as const
    for (const query of refused) {
      const [name = ''] = Object.keys(query)
      await expect(engine.worklist({ as: 'binh', dossier: id, ...query })).rejects.toMatchObject({
        code: 'COMMAND_INVALID',
        message: expect.stringMatching(`reading store for a worklist by ${name}, found none`) as string,
      })
    }
  })

  it('goes on with dossiers that another store began', async () => {
    const store = memoryStore()
    const old = createEngine({ store, procedures: officeModules(), adapters: { identity: people } })
    await old.start()
    const desk = await old.lodge(DESK, {}, { as: 'an', command: 'moved-1' })
    const [task] = await old.worklist({ as: 'binh', dossier: desk.id })
    await old.complete(task?.id ?? '', {}, { as: 'binh' })
    const waiting = await old.lodge(TIMER, {}, { as: 'an' })
    const before = await old.journal(desk.id, { as: 'an' })
    await old.settled()
    await old.stop()
    // Nobody works on it any more; it is only read.
    await store.open()
    expect(await moveDossiers(store, { url: restate.ingress })).toEqual({ moved: 2, present: 0 })
    expect(await moveDossiers(store, { url: restate.ingress })).toEqual({ moved: 0, present: 2 })

    expect(await engine.journal(desk.id, { as: 'an' })).toEqual(before)
    // The same command id still finds the dossier that it began.
    const again = await engine.lodge(DESK, {}, { as: 'an', command: 'moved-1' })
    expect(again.id).toBe(desk.id)
    await expect.poll(() => engine.worklist({ as: 'dung', dossier: desk.id }), { timeout: 10_000 }).toHaveLength(1)
    const [approval] = await engine.worklist({ as: 'dung', dossier: desk.id })
    expect((await engine.complete(approval?.id ?? '', {}, { as: 'dung' })).status).toBe('completed')
    expect(verifyChain(await engine.journal(desk.id, { as: 'an' }))).toBeUndefined()
    // Its timer came along.
    await expect
      .poll(async () => (await engine.dossier(waiting.id, { as: 'an' })).waiting.map(({ element }) => element), {
        timeout: 10_000,
      })
      .toContain('check')
  })

  it('goes on counting above what another store gave out, though the move was broken off', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'motcua-moved-'))
    const store = sqliteStore(join(folder, 'old.db'))
    await store.open()
    const to = { url: restate.ingress }
    const next = (series: string, key: string) => callIngress<number>(to, ['motcua-series', series, 'next'], key)
    for (const key of ['a', 'b', 'c']) await store.serial('moved/codes', key)
    for (const key of ['a', 'z', 'y']) await store.serial('moved/forms', key)
    let pages = 0
    const breaking = new Proxy(store, {
      get: (of, name: keyof Store) => {
        if (name !== 'serials') return (of[name] as () => unknown).bind(of)
        return async (query: SerialQuery) => {
          // The first six find the highest of each series; what follows then is cut off within the second series.
          if ((pages += 1) > 11) throw new Error('cut off')
          return of.serials({ ...query, limit: 1 })
        }
      },
    })
    await expect(moveDossiers(breaking, to)).rejects.toThrow('cut off')
    expect([await next('moved/codes', 'new'), await next('moved/forms', 'new')]).toEqual([4, 4])
    expect(await moveDossiers(store, to)).toEqual({ moved: 0, present: 0 })
    await moveDossiers(store, to)
    const again = await Promise.all(['a', 'b', 'c', 'new', 'newer'].map((key) => next('moved/codes', key)))
    expect(again.slice(0, 4)).toEqual([1, 2, 3, 4])
    expect([again[4], await next('moved/forms', 'z'), await next('moved/forms', 'newer')]).toEqual([5, 2, 5])

    const other = memoryStore()
    await other.open()
    await other.keepSerial('moved/codes', 'x', 2)
    await expect(moveDossiers(other, to)).rejects.toThrow('expected number 2 of series "moved/codes" to be free there')
    expect(await next('moved/codes', 'x')).toBe(6)
    await store.close()
    rmSync(folder, { recursive: true })
  })

  it('moves nothing where a message is kept and the services have no store to keep it in; one that is over holds up nobody', async () => {
    const to = { url: restate.ingress }
    const store = memoryStore()
    await store.open()
    const at = Date.now()
    const message = {
      ...{ agency: null, name: 'paid', key: null, payload: {}, actor: 'system:bank' },
      at,
      expiresAt: at + 60_000,
    }
    await store.putMessage({ id: 'unplaced', ...message })
    await store.serial('moved/unplaced', 'a')
    await expect(moveDossiers(store, to)).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringContaining('expected services with a reading store') as string,
    })
    expect(await callIngress<number>(to, ['motcua-series', 'moved/unplaced', 'next'], 'b')).toBe(1)
    const other = memoryStore()
    await other.open()
    await other.keepMessages([{ message: { id: 'over', ...message }, status: 'taken' }])
    expect(await moveDossiers(other, to)).toEqual({ moved: 0, present: 0 })
  })

  it('moves nothing while the services lack the procedure of a dossier, and says which', async () => {
    const store = memoryStore()
    const procedures = [...officeModules(), operated(EACH)]
    const old = createEngine({ store, procedures, adapters: { identity: people } })
    await old.start()
    const { id } = await old.lodge(DESK, {}, { as: 'an' })
    await old.lodge(EACH, {}, { as: 'an' })
    await old.stop()
    await store.open()
    const told: string[] = []
    const move = moveDossiers(store, { url: restate.ingress }, (dossier) => told.push(dossier))
    await expect(move).rejects.toMatchObject({ code: 'PROCEDURE_UNKNOWN', message: expect.stringContaining(EACH) as string })
    await expect(engine.dossier(id, { as: 'an' })).rejects.toMatchObject({ code: 'DOSSIER_UNKNOWN' })
    expect(told).toEqual([])
    // Nor by a call of its own.
    const [dossier] = (await store.dossiers({ procedure: EACH, limit: 1 })).items
    const standing = await store.load(dossier?.dossier ?? '')
    const adopt = callIngress({ url: restate.ingress, timeoutMs: 5_000 }, ['motcua-dossier', 'x', 'adopt'], { standing } as never)
    await expect(adopt).rejects.toMatchObject({ message: expect.stringContaining(EACH) as string })
    await store.close()
  })

  it('says where it looked for a Restate that is not there', async () => {
    const lost = restateEngine({ url: 'http://127.0.0.1:9', timeoutMs: 500 })
    await lost.start()
    await expect(lost.dossier('x', { as: 'an' })).rejects.toMatchObject({ code: 'RESTATE_UNREACHABLE', retry: true })
    await lost.stop()
    await expect(lost.dossier('x', { as: 'an' })).rejects.toBeInstanceOf(EngineError)
  })
})
