/** The services of the test office, in a process of their own. */
import { serve } from '@restatedev/restate-sdk'
import { officeModules, people } from '../../../../engine/src/testing/host/office.ts'
import { motcuaServices } from './services.ts'

const [ingress = '', port = ''] = process.argv.slice(2)
const services = motcuaServices({
  procedures: officeModules(),
  adapters: { identity: people },
  ingress: { url: ingress },
  retry: { tries: 5, firstMs: 50, mostMs: 100 },
})
await serve({ services, port: Number(port) })
process.stdout.write('SERVING\n')
