// Makes a fresh clone ready with Node and npm alone, and does nothing where nothing changed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawnSync } from 'node:child_process'
import { pnpm } from './pnpm.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const STAMPS = join(root, 'node_modules/.cache/motcua')
const PACKAGES = ['engine', 'procedures', 'adapters', 'cli']

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) fail(`motcua needs Node 20.19 or later, this is ${process.versions.node}`)

step(
  'install',
  installInputs,
  () => pnpm(['install', '--frozen-lockfile', '--reporter=append-only'], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' }),
  {
    saying: 'installing the dependencies (a minute the first time)',
    help: 'better-sqlite3 is compiled where there is no prebuilt binary: that needs python3, make and a C++ compiler (on Debian: apt-get install python3 make g++).',
  },
)
checkSqlite()
step(
  'build',
  buildInputs,
  () => spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }),
  {
    saying: 'building the packages (half a minute)',
    help: '',
  },
)

/** Runs `work` unless it succeeded before on the very same inputs. */
function step(name, inputs, work, { saying, help }) {
  const stamp = join(STAMPS, name)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs()) return
  process.stderr.write(`motcua: ${saying} …\n`)
  const began = Date.now()
  const { status, stdout, stderr } = work()
  if (status !== 0) fail(`${stdout ?? ''}${stderr ?? ''}\nmotcua: ${name} failed. ${help}`)
  mkdirSync(STAMPS, { recursive: true })
  writeFileSync(stamp, inputs())
  process.stderr.write(`motcua: ${name} done in ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
}

function checkSqlite() {
  const probe = "require(require.resolve('better-sqlite3', { paths: ['packages/adapters'] }))(':memory:').close()"
  const { status } = spawnSync(process.execPath, ['-e', probe], { cwd: root, stdio: 'ignore' })
  if (status === 0) return
  // Another Node version may have compiled it.
  const { status: rebuilt, stdout, stderr } = pnpm(['rebuild', 'better-sqlite3'], { stdio: 'pipe', encoding: 'utf8' })
  if (rebuilt !== 0)
    fail(
      `${stdout}${stderr}\nmotcua: better-sqlite3 cannot be loaded. It needs python3, make and a C++ compiler (on Debian: apt-get install python3 make g++).`,
    )
}

function installInputs() {
  const files = [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...PACKAGES.map((name) => `packages/${name}/package.json`),
    'examples/package.json',
  ]
  return digest([...files.map((file) => join(root, file))], `${process.versions.modules}`)
}

function buildInputs() {
  const own = PACKAGES.flatMap((name) => [
    ...filesIn(join(root, 'packages', name, 'src')),
    join(root, 'packages', name, 'tsup.config.ts'),
    join(root, 'packages', name, 'package.json'),
  ])
  const built = PACKAGES.map((name) => existsSync(join(root, 'packages', name, 'dist'))).join()
  return digest(
    [
      ...own,
      ...['tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs', 'scripts/commonjs.mjs'].map((file) => join(root, file)),
    ],
    built.includes('false') ? String(Date.now()) : 'built',
  )
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(test|fixture)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function digest(files, salt) {
  const hash = createHash('sha256').update(salt)
  for (const file of files) hash.update(file.slice(dirname(root).length)).update(readFileSync(file))
  return hash.digest('hex')
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
