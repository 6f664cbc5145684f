import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEngine, loadProcedure, memoryStore, readYaml, type EngineOptions } from '../index.ts'

const YAML = `
procedure: "corrections"
version: 1
name: { vi: Đính chính, en: Corrections }
level: commune
basis: []
limit: { workingDays: 10 }
roles:
  counter: { vi: Bộ phận Một cửa }
variables:
  applicant: object
  dossierCode: string
  note: string
  what: string
messages:
  dossier-lodged: { from: [counter], carries: [applicant, what] }
flow:
  lodged: { startEvent: { message: dossier-lodged }, next: which }
  which:
    exclusiveGateway:
      - { if: 'what = "applicant"', next: applicant }
      - { if: 'what = "dossierCode"', next: code }
      - { if: 'what = "note"', next: note }
      - { default: true, next: over }
  applicant: { userTask: { role: counter, sets: [applicant, what] }, stage: receive, next: which }
  code: { userTask: { role: counter, sets: [dossierCode, what] }, stage: receive, next: which }
  note: { userTask: { role: counter, sets: [note, what] }, stage: receive, next: which }
  over: { endEvent: {} }
`

async function office(store = memoryStore(), options: Partial<EngineOptions> = {}) {
  const { definition } = readYaml(YAML, { file: 'corrections.yaml' })
  const { procedure } = loadProcedure(definition as NonNullable<typeof definition>)
  const engine = createEngine({
    store,
    procedures: [{ procedure: procedure as NonNullable<typeof procedure> }],
    adapters: { identity: { find: (id) => Promise.resolve({ id, name: id, roles: ['counter'] }) } },
    ...options,
  })
  await engine.start()
  return { engine, store }
}

const name = fc.constantFrom('Nguyễn Thị Bưởi', 'Trần Văn Đức')
const correction = fc.oneof(
  fc.record({ applicant: fc.record({ name }, { requiredKeys: [], noNullPrototype: true }) }, { noNullPrototype: true }),
  fc.record({ dossierCode: fc.constantFrom('H29.1', 'H29.2') }, { noNullPrototype: true }),
  fc.record({ note: fc.constantFrom('đủ', 'thiếu') }, { noNullPrototype: true }),
)

it('lists name a dossier by its code and by whoever its applicant is now, whatever else was corrected', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(correction, { minLength: 1, maxLength: 6 }), async (corrections) => {
      const { engine, store } = await office()
      const what = corrections.map((one) => Object.keys(one)[0])
      const { id } = await engine.lodge('corrections', { applicant: { name: 'Lê An' }, what: what[0] ?? '' }, { as: 'binh' })
      let person: string | undefined = 'Lê An'
      let code: string | undefined
      for (const [index, given] of corrections.entries()) {
        const [task] = (await store.tasks({ dossier: id, limit: 10 })).items
        const title = person === undefined ? 'Đính chính' : `${person} · Đính chính`
        const search = code === undefined ? title : `${code} ${title}`
        expect(task).toMatchObject({ title, search })
        expect((await store.load(id))?.head).toMatchObject({ title, search, code: code ?? null })
        await engine.complete(task?.id ?? '', { ...given, what: what[index + 1] ?? 'nothing' }, { as: 'binh' })
        if ('applicant' in given) person = given.applicant.name
        if ('dossierCode' in given) code = given.dossierCode
      }
      await engine.stop()
    }),
    { numRuns: 25 },
  )
})

it('a dossier that an older release listed by its procedure alone has its title after its next command', async () => {
  const { engine, store } = await office()
  const { id } = await engine.lodge('corrections', { applicant: { name: 'Lê An' }, what: 'note' }, { as: 'binh' })
  await engine.stop()
  const older = new Proxy(store, {
    get(target, key) {
      const part: unknown = Reflect.get(target, key)
      if (key !== 'load') return typeof part === 'function' ? (part.bind(target) as unknown) : part
      return async (dossier: string) => {
        const stored = await target.load(dossier)
        const listed = { title: 'corrections', search: 'corrections 001190012345' }
        return stored?.seq === 1 ? { ...stored, head: { ...stored.head, ...listed } } : stored
      }
    },
  })
  const { engine: next } = await office(older)
  const [task] = (await store.tasks({ dossier: id, limit: 10 })).items
  await next.complete(task?.id ?? '', { note: 'đủ', what: 'nothing' }, { as: 'binh' })
  expect((await store.load(id))?.head).toMatchObject({ title: 'Lê An · Đính chính', search: 'Lê An · Đính chính' })
  await next.stop()
})

it('a dossier never ends before it was opened, wherever clocks are set, and whatever an opening a store has of it', async () => {
  const jump = fc.integer({ min: -1e9, max: 1e9 })
  const ahead = fc.constantFrom(0, 0, 1, 86_400_000)
  await fc.assert(
    fc.asyncProperty(jump, fc.array(jump, { minLength: 1, maxLength: 4 }), ahead, async (first, jumps, late) => {
      let now = Date.UTC(2026, 10, 27, 1) + first
      const clock = { now: () => now, wake: () => () => undefined }
      const store = memoryStore()
      const { engine: opener } = await office(store, { clock })
      const { id } = await opener.lodge('corrections', { applicant: { name: 'Lê An' }, what: 'note' }, { as: 'binh' })
      const load = store.load.bind(store)
      store.load = async (dossier) => {
        const found = await load(dossier)
        return found && { ...found, head: { ...found.head, openedAt: found.head.openedAt + late } }
      }
      const { engine } = await office(store, { clock })
      for (const [index, by] of jumps.entries()) {
        now += by
        const what = index < jumps.length - 1 ? 'note' : 'nothing'
        const [task] = (await store.tasks({ dossier: id, limit: 10 })).items
        await engine.complete(task?.id ?? '', { note: 'đủ', what }, { as: 'binh' })
      }
      const head = (await load(id))?.head
      expect(head?.endedAt).toBeGreaterThanOrEqual(head?.openedAt ?? Infinity)
      await Promise.all([opener.stop(), engine.stop()])
    }),
    { numRuns: 30 },
  )
})
