// Runs every benchmark beside its peer in the same run: `pnpm bench`, `pnpm bench kernel`, `pnpm bench --json`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { helpIfAsked } from './help.mjs'
import { packagesByFile } from './packages-by-file.mjs'

helpIfAsked(`
npm run bench -- [NAME …] [--open=N] [--server=URL] [--sweep] [--json]

  NAME      kernel, decide, working-time, sqlite, durable-sqlite, postgres; durable: the last three; without: all
  --open    dossiers that are open in the large store (20000; a million takes some ten minutes and 22 GB)
  --server  postgres://…: on a server of yours, where what was filled stays for the next run
  --sweep   of postgres: nothing but questions to the store, by their fields in pairs and threes; prints the slowest twenty
  --json    the results as one line of JSON

Each arm runs beside its peer in the same run, in turns; what counts is their ratio.
`)

const root = fileURLToPath(new URL('..', import.meta.url))
const results = []
/** What several benchmarks show together: `pnpm bench durable`. */
const FAMILIES = { durable: ['sqlite', 'durable-sqlite', 'postgres'] }
/** As a server with thousands of commands a second is run (docs/operate/running.md); its peers are run alike. */
const FLAGS = { engine: [], adapters: ['--max-semi-space-size=128', '--expose-gc'] }
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const wanted = asked.flatMap((name) => FAMILIES[name] ?? [name])
for (const name of ['engine', 'adapters']) {
  const folder = join(root, 'packages', name, 'bench')
  if (!existsSync(folder)) continue
  for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.bench.ts'))) {
    if (wanted.length > 0 && !wanted.some((one) => file.startsWith(`${one}.`))) continue
    // Bundled beside its package, so that what it imports is found there.
    const out = mkdtempSync(join(root, 'packages', name, 'node_modules', '.bench-'))
    try {
      const outfile = join(out, 'bench.mjs')
      await build({
        entryPoints: [join(folder, file)],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        logLevel: 'error',
        ...packagesByFile,
      })
      process.stderr.write(`${name}/${file} …\n`)
      results.push(...inOwnProcess(outfile, FLAGS[name]))
    } finally {
      rmSync(out, { recursive: true })
    }
  }
}
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
else
  for (const { name, ours, peer, ratio, unit } of results)
    process.stdout.write(`${name.padEnd(44)} ours ${fixed(ours)} peer ${fixed(peer)} ${unit}  ratio ${ratio.toFixed(2)}\n`)

/** Each has a process of its own, so that nothing which another left in memory counts. */
function inOwnProcess(file, flags) {
  const results = `${file}.json`
  const args = [...flags, fileURLToPath(new URL('bench-one.mjs', import.meta.url)), file, results, ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd: root })
  if (status !== 0) process.exit(status ?? 1)
  return JSON.parse(readFileSync(results, 'utf8'))
}

function fixed(value) {
  return value.toFixed(0).padStart(9)
}
