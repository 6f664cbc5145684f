// A dossier in memory: lodged, checked at the counter, due before the holiday.
import { createEngine, formatInstant, memoryStore } from '@motcua/engine'
import { directory } from '@motcua/adapters/identity'
import { birthRegistration, oneStop } from '@motcua/procedures'

const agency = { code: '000.00.01.H05', letterhead: ['UBND XÃ TÂN HỘI'], unit: 'Bộ phận Một cửa', place: 'Xã Tân Hội' }
const people = [
  { id: 'an', identifier: '027085000017', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
]

const engine = createEngine({
  store: memoryStore(),
  procedures: [oneStop(birthRegistration, { agency })],
  adapters: { identity: directory(people) },
})
await engine.start()

const applicant = { name: 'Nguyễn Văn An', identifier: '027085000017', kind: 'citizen' }
const lodged = await engine.lodge(
  '1.001193',
  {
    applicant,
    child: { name: 'Nguyễn Minh Khôi', birthDate: '20/08/2025', sex: 'Nam' },
    channel: 'counter',
    returnBy: 'agency',
    components: [{ id: 'birth-notice' }],
  },
  { as: 'an' },
)
const [task] = await engine.worklist({ as: 'binh', dossier: lodged.id })
const checked = await engine.complete(task?.id ?? '', { missing: [] }, { as: 'binh' })
await engine.settled()
const { code, clock } = await engine.dossier(lodged.id, { as: 'an' })

console.log(`${code ?? ''} ${checked.standing}, due ${formatInstant(clock.due ?? 0)}`)
await engine.stop()
