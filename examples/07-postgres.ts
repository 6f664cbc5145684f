// Two nodes on one PostgreSQL database: either takes any command. Run it with DATABASE_URL=postgres://user:password@host:5432/database
import { createEngine } from '@motcua/engine'
import { directory } from '@motcua/adapters/identity'
import { postgresStore } from '@motcua/adapters/postgres'
import { birthRegistration, oneStop } from '@motcua/procedures'
import pg from 'pg'

const url = process.env.DATABASE_URL ?? ''
const agency = { code: '000.00.01.H05', letterhead: ['UBND XÃ TÂN HỘI'], unit: 'Bộ phận Một cửa', place: 'Xã Tân Hội' }
const people = [
  { id: 'an', identifier: '027085000017', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'], agencies: [agency.code] },
]
const node = () =>
  createEngine({
    store: postgresStore({ connectionString: url }), // makes its schema "motcua", or brings it up to date
    agency: agency.code, // whose a dossier is, where nobody says
    procedures: [oneStop(birthRegistration, { agency })],
    adapters: { identity: directory(people) },
  })
const [one, two] = [node(), node()]
await Promise.all([one.start(), two.start()])

const { id } = await one.lodge(
  '1.001193',
  {
    applicant: { name: 'Nguyễn Văn An', identifier: '027085000017', kind: 'citizen' },
    child: { name: 'Nguyễn Minh Khôi', birthDate: '20/08/2025', sex: 'Nam' },
    channel: 'counter',
    returnBy: 'agency',
    components: [],
  },
  { as: 'an' },
)
const [task] = await two.worklist({ as: 'binh', dossier: id })
console.log(`binh sees: ${task?.name}`)

// A row of your own, written in the engine's transaction: both are there, or neither is.
const own = new pg.Client({ connectionString: url })
await own.connect()
await own.query('CREATE TABLE IF NOT EXISTS stamps (dossier text PRIMARY KEY, by text NOT NULL)')
await two.tasks.claim(task?.id ?? '', {
  as: 'binh',
  own: [{ sql: 'INSERT INTO stamps (dossier, by) VALUES ($1, $2)', params: [id, 'binh'] }],
})
const { rowCount } = await own.query('SELECT FROM stamps WHERE dossier = $1', [id])
console.log(`claimed, and in our own table: ${rowCount} row`)

await own.end()
await Promise.all([one.stop(), two.stop()])
