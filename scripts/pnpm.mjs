// Runs pnpm at the version that package.json pins, with npm alone on the machine.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

export function pnpm(args, options = {}) {
  return spawnSync('npx', ['-y', packageManager, ...args], { cwd: root, stdio: 'inherit', ...options })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { status } = pnpm(process.argv.slice(2))
  process.exit(status ?? 1)
}
