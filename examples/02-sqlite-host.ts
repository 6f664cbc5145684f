// A durable host: kill it at any moment, start it again, and the dossier is where it was.
import { createEngine } from '@motcua/engine'
import { directory } from '@motcua/adapters/identity'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { birthRegistration, oneStop } from '@motcua/procedures'

const agency = { code: '000.00.01.H05', letterhead: ['UBND XÃ TÂN HỘI'], unit: 'Bộ phận Một cửa', place: 'Xã Tân Hội' }
const people = [
  { id: 'an', identifier: '027085000017', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
]
const open = () =>
  createEngine({
    store: sqliteStore(process.env.DOSSIERS ?? 'dossiers.db'),
    procedures: [oneStop(birthRegistration, { agency })],
    adapters: { identity: directory(people) },
  })
const applicant = { name: 'Nguyễn Văn An', identifier: '027085000017', kind: 'citizen' }
const request = {
  applicant,
  child: { name: 'Nguyễn Minh Khôi', birthDate: '20/08/2025', sex: 'Nam' },
  channel: 'counter',
  returnBy: 'agency',
  components: [],
}

const first = open()
await first.start()
// The command's id makes the request safe to send again: there will be one dossier, however often this program runs.
const lodged = await first.lodge('1.001193', request, { as: 'an', command: 'request-1' })
await first.stop()

const second = open()
await second.start()
const again = await second.lodge('1.001193', request, { as: 'an', command: 'request-1' })
const tasks = await second.worklist({ as: 'binh', dossier: again.id })
await second.stop()

console.log(
  `${again.id === lodged.id ? 'the same dossier' : 'another dossier'}, waiting for: ${tasks.map(({ name }) => name).join(', ')}`,
)
