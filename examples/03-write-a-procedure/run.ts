import { createEngine, formatInstant, memoryStore } from '@motcua/engine'
import { directory } from '@motcua/adapters/identity'
import { people, pigeonPermit } from './pigeon-permit.ts'

const engine = createEngine({
  store: memoryStore(), // sqliteStore('dossiers.db') keeps them
  procedures: [{ procedure: pigeonPermit }],
  adapters: { identity: directory(people) },
})
await engine.start()

const variables = { applicant: { name: 'Nguyễn Văn An' }, pigeons: 30, components: [{ id: 'declaration' }] }
const { id } = await engine.lodge('1.999001', variables, { as: 'an' })
for (const [as, said] of [
  ['binh', {}],
  ['dung', { approved: true }],
] as const) {
  const [task] = await engine.worklist({ as, dossier: id })
  const { standing, clock } = await engine.complete(task?.id ?? '', said, { as })
  console.log(`${task?.name}: ${standing}, due ${formatInstant(clock.due ?? 0).slice(11, 16)}`)
}
await engine.stop()
