// Kills, fills and sets back what a store stands on while it works, and judges what the clients were told and what the peers logged:
// `npm run faults -- --store sqlite --kills 200 --seed 1`. Exit 1 and the evidence where something did not hold.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { helpIfAsked } from './help.mjs'
import { packagesByFile } from './packages-by-file.mjs'

helpIfAsked(`
npm run faults -- --store sqlite --kills 200 --seed 1

  --store    sqlite or postgres: what the killed processes work on; restate: its services are killed, and its server, and what it is read from
  --kills    kill -9 at random moments under load (200); for each twenty a full disk (as root), a clock set back and, of PostgreSQL, a restart;
             on Restate for each twelve a restart of its server and of the reading store, and services of another version
  --seed     of the moments (any, and it is printed)
  --nodes    processes that work at once (1 on SQLite, 3 on PostgreSQL; not on Restate)
  --clients  who send commands at once (8)
  --json     the report as one line of JSON

Two hundred kills take about seven minutes. Exit 0: everything held; 1: something did not, with the evidence; 2: a wrong option.
`)

const OPTIONS = {
  store: { type: 'string' },
  kills: { type: 'string', default: '200' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  nodes: { type: 'string' },
  clients: { type: 'string' },
  json: { type: 'boolean', default: false },
}
const values = asked()
const STORES = ['sqlite', 'postgres', 'restate']
if (!STORES.includes(values.store)) refuse(`--store and one of ${STORES.join(', ')}`, values.store)
const isRestate = values.store === 'restate'
if (isRestate && values.nodes !== undefined) refuse('no --nodes with --store restate', `--nodes ${values.nodes}`)
const [kills, seed] = [wholeNumber('kills'), wholeNumber('seed')]
const given = (name) => (values[name] === undefined ? {} : { [name]: wholeNumber(name) })

const adapters = fileURLToPath(new URL('../packages/adapters/', import.meta.url))
// Bundled beside the package, so that what it imports is found there.
const out = mkdtempSync(join(adapters, 'node_modules', '.faults-'))
// What is mounted is let go of at exit.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130))
let report
try {
  await build({
    entryPoints: ['campaign', 'worker', 'restate-campaign', 'restate-services', 'peer'].map((name) =>
      join(adapters, 'faults', `${name}.ts`),
    ),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    ...packagesByFile,
  })
  const load = (name) => import(pathToFileURL(join(out, `${name}.mjs`)).href)
  const onProgress = (line) => process.stderr.write(`${line}\n`)
  const peer = join(out, 'peer.mjs')
  if (isRestate) {
    const programs = { services: join(out, 'restate-services.mjs'), peer }
    report = await (await load('restate-campaign')).restateCampaign({ kills, seed, ...given('clients'), programs, onProgress })
  } else {
    const options = { store: values.store, kills, seed, ...given('nodes'), ...given('clients') }
    report = await (
      await load('campaign')
    ).campaign({ ...options, programs: { worker: join(out, 'worker.mjs'), peer }, onProgress })
  }
} finally {
  rmSync(out, { recursive: true, force: true })
}

if (values.json) process.stdout.write(`${JSON.stringify({ store: values.store, seed, ...report })}\n`)
else {
  process.stdout.write(`${values.store}, seed ${seed}\n`)
  for (const [what, found] of Object.entries(report.did)) process.stdout.write(`  ${what.padEnd(40)} ${found}\n`)
  for (const breach of report.breaches) process.stdout.write(`BREACH (seed ${seed}): ${breach}\n`)
  process.stdout.write(report.breaches.length === 0 ? 'everything held\n' : `${report.breaches.length} breaches\n`)
}
process.exit(report.breaches.length === 0 ? 0 : 1)

function asked() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch {
    return refuse(
      `some of ${Object.keys(OPTIONS)
        .map((name) => `--${name}`)
        .join(', ')}`,
      process.argv.slice(2).join(' '),
    )
  }
}

function wholeNumber(name) {
  const number = Number(values[name])
  if (!Number.isSafeInteger(number) || number < 0) refuse(`a whole number as --${name}`, values[name])
  return number
}

function refuse(expected, found) {
  process.stderr.write(`expected ${expected}, found ${found ?? 'nothing'}\n`)
  process.exit(2)
}
