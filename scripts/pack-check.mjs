// Packs each package as npm would get it, looks at it as its users' tools do, loads every export as ESM and as CommonJS, and installs all
// of them into an empty folder, where programs of three kinds run.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { consumersOf } from './pack-consumers.mjs'
import { pnpm } from './pnpm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const PACKAGES = ['engine', 'procedures', 'adapters', 'cli']
const packed = mkdtempSync(join(tmpdir(), 'motcua-pack-'))
let failed = false

for (const name of PACKAGES) {
  const folder = join(root, 'packages', name)
  check(`${name}: pack`, pnpm(['pack', '--pack-destination', packed], { cwd: folder, stdio: 'pipe', encoding: 'utf8' }))
  const tarball = join(packed, readdirSync(packed).find((file) => file.includes(`-${name}-`)) ?? '')
  check(`${name}: publint`, run('publint', ['run', tarball, '--strict']))
  check(`${name}: attw`, run('attw', [tarball, '--profile', 'node16', '--exclude-entrypoints', './procedure.schema.json']))
  check(`${name}: exports`, loadAll(folder))
}
const tarballs = readdirSync(packed).map((file) => join(packed, file))
for (const [what, result] of consumersOf(tarballs, root)) check(`installed: ${what}`, result)
rmSync(packed, { recursive: true })
process.exit(failed ? 1 : 0)

function run(tool, args) {
  return spawnSync('npx', ['--no-install', tool, ...args], { cwd: root, encoding: 'utf8' })
}

/** Every export by import and by require, from outside of the workspace. */
function loadAll(folder) {
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const entries = Object.entries(exports).filter(([, target]) => typeof target === 'object')
  const names = entries.map(([path]) => JSON.stringify(join(name, path)))
  const outside = mkdtempSync(join(tmpdir(), 'motcua-load-'))
  try {
    return loadAllFrom(outside, folder, name, names)
  } finally {
    rmSync(outside, { recursive: true })
  }
}

function loadAllFrom(outside, folder, name, names) {
  mkdirSync(join(outside, 'node_modules/@motcua'), { recursive: true })
  symlinkSync(folder, join(outside, 'node_modules', name))
  // fast-check is a peer of the testing export.
  symlinkSync(join(root, 'node_modules/fast-check'), join(outside, 'node_modules/fast-check'))
  const required = spawnSync(process.execPath, ['-e', lookingAt(names, 'require')], { cwd: outside, encoding: 'utf8' })
  if (required.status !== 0) return required
  return spawnSync(process.execPath, ['--input-type=module', '-e', lookingAt(names, 'await import')], {
    cwd: outside,
    encoding: 'utf8',
  })
}

/** A program that loads each entry: none may be empty, and a class that several of them export must be one. */
function lookingAt(names, load) {
  return `
    const classes = {}
    for (const name of [${names.join(', ')}]) {
      const loaded = Object.entries(${load}(name))
      if (loaded.length === 0) throw new Error('nothing in ' + name)
      for (const [key, value] of loaded.filter(([, value]) => /^class\\b/.test(value))) {
        if ((classes[key] ??= value) !== value) throw new Error('expected one class ' + key + ', found another in ' + name)
      }
    }
  `
}

function check(what, { status, stdout, stderr }) {
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${what}\n`)
  if (status === 0) return
  failed = true
  process.stderr.write(`${stdout}${stderr}\n`)
}
