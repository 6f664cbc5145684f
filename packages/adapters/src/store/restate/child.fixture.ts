/** The services of the test office, in a process of their own. */
import { serve } from '@restatedev/restate-sdk'
import { officeModules, people } from '../../../../engine/src/testing/host/office.ts'
import { LATER, operated, PARALLEL, STAFF } from '../../../../engine/src/testing/host/operations/procedures.ts'
import { postgresStore } from '../postgres/index.ts'
import { motcuaServices } from './services.ts'

const [ingress = '', port = '', reading = ''] = process.argv.slice(2)
const services = motcuaServices({
  procedures: [...officeModules(), operated(PARALLEL), operated(LATER)],
  adapters: { identity: reading === '' ? people : { find: async (id) => STAFF.find((person) => person.id === id) } },
  ingress: { url: ingress },
  ...(reading === '' ? {} : { reading: postgresStore({ connectionString: reading }) }),
  retry: { tries: 5, firstMs: 50, mostMs: 100 },
})
await serve({ services, port: Number(port) })
process.stdout.write('SERVING\n')
