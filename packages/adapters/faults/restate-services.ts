/** Services of the campaign in a process that is killed without warning: `node restate-services.mjs <ingress> <port> <reading> <peer>`. */
import { serve } from '@restatedev/restate-sdk'
import { postgresStore } from '../src/store/postgres/index.ts'
import { motcuaServices } from '../src/store/restate/index.ts'
import { people, procedureModule } from './procedure.ts'

const [url = '', port = '', reading = '', peer = ''] = process.argv.slice(2)

const services = motcuaServices({
  procedures: [procedureModule(peer)],
  adapters: { identity: people },
  ingress: { url },
  reading: postgresStore({ connectionString: reading, max: 4 }),
  retry: { tries: 8, firstMs: 50, mostMs: 1_000 },
  onError: (error) => {
    process.stderr.write(`${String(error)}\n`)
  },
})
await serve({ services, port: Number(port) })
process.stdout.write('SERVING\n')
// Its pipe closes with the campaign, however that ends.
process.stdin.resume().on('end', () => process.exit())
