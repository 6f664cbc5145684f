// Builds the packages, each after those that it imports.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mixedUpFields } from './mixed-up-fields.mjs'

const ORDER = ['engine', 'procedures', 'adapters', 'cli']

for (const name of ORDER) {
  const began = Date.now()
  const cwd = fileURLToPath(new URL(`../packages/${name}`, import.meta.url))
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', 'tsup', '--silent'], { cwd, encoding: 'utf8' })
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}\nbuild of @motcua/${name} failed\n`)
    process.exit(1)
  }
  const mixed = mixedUpFields(join(cwd, 'dist'))
  if (mixed.length > 0) {
    const found = mixed.map((line) => `  ${line}\n`).join('')
    process.stderr.write(
      `build of @motcua/${name} failed: expected class fields named apart from what is exported beside them, found\n${found}Rename the field, or require() gets its value for the export.\n`,
    )
    process.exit(1)
  }
  process.stdout.write(`  built @motcua/${name} in ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
}
