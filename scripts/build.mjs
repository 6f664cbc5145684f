// Builds the packages, each after those that it imports: `node scripts/build.mjs`, or one, `node scripts/build.mjs engine`.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeCommonJs } from './commonjs.mjs'

const ORDER = ['engine', 'procedures', 'adapters', 'cli']
const asked = process.argv.slice(2)

for (const name of ORDER) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const began = Date.now()
  const cwd = fileURLToPath(new URL(`../packages/${name}`, import.meta.url))
  // Names of shared files change with what is in them.
  rmSync(join(cwd, 'dist'), { recursive: true, force: true })
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', 'tsup', '--silent'], { cwd, encoding: 'utf8' })
  if (status !== 0) fail(name, `${stdout}${stderr}`)
  await makeCommonJs(cwd).catch((error) => fail(name, error.message))
  process.stdout.write(`  built @motcua/${name} in ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
}

function fail(name, why) {
  process.stderr.write(`${why}\nbuild of @motcua/${name} failed\n`)
  process.exit(1)
}
