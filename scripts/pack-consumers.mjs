// What somebody has who installs the packed packages into an empty folder: a program in memory and on SQLite, as an ES module, in CommonJS
// and in TypeScript, which makes a mistake too; and the command.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const PROGRAM = `
const agency = { code: '000.00.01.H05', letterhead: ['UBND XÃ TÂN HỘI'], unit: 'Bộ phận Một cửa', place: 'Xã Tân Hội' }
const people = [
  { id: 'an', identifier: '027085000017', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
]
const request = {
  applicant: { name: 'Nguyễn Văn An', identifier: '027085000017', kind: 'citizen' },
  child: { name: 'Nguyễn Minh Khôi', birthDate: '20/08/2025', sex: 'Nam' },
  channel: 'counter',
  returnBy: 'agency',
  components: [],
}
async function main() {
  for (const store of [memoryStore(), sqliteStore('dossiers.db')]) {
    const engine = createEngine({
      store,
      procedures: [oneStop(birthRegistration, { agency })],
      adapters: { identity: directory(people) },
    })
    await engine.start()
    const { id } = await engine.lodge('1.001193', request, { as: 'an' })
    const [task] = await engine.worklist({ as: 'binh', dossier: id })
    const told = await engine.complete(task?.id ?? '', {}, { as: 'binh' }).catch((error: unknown) => error)
    console.log(task?.element, told instanceof CommandRejected ? told.rejection.code : told)
    await engine.stop()
  }
  const told = await sqliteStore('nowhere/dossiers.db').open().catch((error: unknown) => error)
  console.log(told instanceof StoreFailure ? told.code : told)
}
void main()
`
/** What the program says: on each store, then of a file that cannot be. */
const SAID = `${'check-components VARIABLE_MISSING\n'.repeat(2)}STORE_UNREACHABLE\n`
const NAMES = [
  ['{ CommandRejected, createEngine, memoryStore }', '@motcua/engine'],
  ['{ StoreFailure }', '@motcua/engine/ports'],
  ['{ directory }', '@motcua/adapters/identity'],
  ['{ sqliteStore }', '@motcua/adapters/sqlite'],
  ['{ birthRegistration, oneStop }', '@motcua/procedures'],
]
const IMPORTS = NAMES.map(([names, from]) => `import ${names} from '${from}'`).join('\n')
const REQUIRES = NAMES.map(([names, from]) => `const ${names} = require('${from}')`).join('\n')
/** The same without its types. */
const SCRIPT = PROGRAM.replaceAll(': unknown', '')
const PROCEDURE = `procedure: '1.000001'
name: Thử
roles: { clerk: Cán bộ }
flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: clerk }, next: done }
  done: { endEvent: }
`

/**
 * @param tarballs  of every package
 * @param root      where TypeScript, Node's types and SQLite's native add-on are
 * @returns what each consumer came to: `[name, { status, stdout, stderr }]`
 */
export function consumersOf(tarballs, root) {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-consumer-'))
  const write = (name, text) => writeFileSync(join(folder, name), text)
  const run = (command, ...args) => spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  const node = (...args) => expecting(SAID, run(process.execPath, ...args))
  const tsc = (project) => run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', project)
  try {
    write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
    const installed = run('npm', 'install', ...flags, ...tarballs)
    if (installed.status !== 0) return [['install', installed]]
    copyAddOn(root, folder)
    write('program.mjs', `${IMPORTS}\n${SCRIPT}`)
    write('program.cjs', `${REQUIRES}\n${SCRIPT}`)
    write('program.ts', `${IMPORTS}\n${PROGRAM}`)
    write('required.cts', `${IMPORTS}\n${PROGRAM}`)
    write('readme.mjs', readmeProgram(root))
    write('procedure.yaml', PROCEDURE)
    write('readme.ts', readmeProgram(root))
    write('tsconfig.json', projectOf(root, { module: 'node16', outDir: 'out' }, ['program.ts', 'readme.ts', 'required.cts']))
    write('bundler.json', projectOf(root, { module: 'esnext', moduleResolution: 'bundler', noEmit: true }, ['program.ts']))
    const compiled = tsc('.')
    return [
      ['install', installed],
      ["README's program", expecting('Kiểm tra thành phần hồ sơ: accepted\n', run(process.execPath, 'readme.mjs'))],
      ['ES module', node('program.mjs')],
      ['CommonJS', node('program.cjs')],
      ['TypeScript', compiled],
      ['TypeScript, as an ES module', node('out/program.js')],
      ['TypeScript, in CommonJS', node('out/required.cjs')],
      ['TypeScript, for a bundler', tsc('bundler.json')],
      ['command', expecting('✓ procedure.yaml', run('npx', '--no-install', 'motcua', 'check', 'procedure.yaml'))],
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** As it stands there. */
function readmeProgram(root) {
  const [, program] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  return program
}

/** Strict, and the packages' own declarations are looked at too. */
function projectOf(root, options, files) {
  const usual = {
    target: 'es2022',
    strict: true,
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  }
  return JSON.stringify({ compilerOptions: { ...usual, ...options }, files })
}

/** The one that is compiled here: nothing is fetched or compiled for a consumer. */
function copyAddOn(root, folder) {
  const { resolve } = createRequire(join(root, 'packages/adapters/package.json'))
  const built = join(dirname(resolve('better-sqlite3/package.json')), 'build/Release/better_sqlite3.node')
  cpSync(built, join(folder, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'))
}

function expecting(text, result) {
  if (result.status === 0 && !result.stdout.includes(text))
    return { ...result, status: 1, stderr: `expected "${text}", found: ${result.stdout}${result.stderr}` }
  return result
}
