// Packs the packages as npm would get them, into the folder that is named: to be installed elsewhere before they are on a registry.
import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pnpm } from './pnpm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = resolve(process.argv[2] ?? join(root, 'packed'))
mkdirSync(folder, { recursive: true })
for (const name of ['engine', 'procedures', 'adapters', 'cli']) {
  const cwd = join(root, 'packages', name)
  const { status, stdout, stderr } = pnpm(['pack', '--pack-destination', folder], { cwd, stdio: 'pipe', encoding: 'utf8' })
  if (status === 0) continue
  process.stderr.write(`${stdout}${stderr}motcua: ${name} cannot be packed\n`)
  process.exit(1)
}
const files = readdirSync(folder).filter((file) => /^motcua-.*\.tgz$/.test(file))
process.stdout.write(`motcua: npm install ${files.map((file) => join(folder, file)).join(' ')}\n`)
