// What somebody has who installs the packed packages into an empty folder: a program as an ES module, one in CommonJS, one in TypeScript,
// and the command. Native add-ons are not built: nothing here opens a database.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = `
const agency = { code: '000.00.01.H05', letterhead: ['UBND XÃ TÂN HỘI'], unit: 'Bộ phận Một cửa', place: 'Xã Tân Hội' }
const people = [
  { id: 'an', identifier: '027085000017', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
]
async function main() {
  const engine = createEngine({
    store: memoryStore(),
    procedures: [oneStop(birthRegistration, { agency })],
    adapters: { identity: directory(people) },
  })
  await engine.start()
  const { id } = await engine.lodge(
    '1.001193',
    {
      applicant: { name: 'Nguyễn Văn An', identifier: '027085000017', kind: 'citizen' },
      child: { name: 'Nguyễn Minh Khôi', birthDate: '20/08/2025', sex: 'Nam' },
      channel: 'counter',
      returnBy: 'agency',
      components: [],
    },
    { as: 'an' },
  )
  const [task] = await engine.worklist({ as: 'binh', dossier: id })
  console.log(task?.element)
  await engine.stop()
}
void main()
`
const NAMES = [
  ['{ createEngine, memoryStore }', '@motcua/engine'],
  ['{ directory }', '@motcua/adapters/identity'],
  ['{ birthRegistration, oneStop }', '@motcua/procedures'],
]
const IMPORTS = NAMES.map(([names, from]) => `import ${names} from '${from}'`).join('\n')
const REQUIRES = NAMES.map(([names, from]) => `const ${names} = require('${from}')`).join('\n')
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
 * @param root      where TypeScript and Node's types are
 * @returns what each consumer came to: `[name, { status, stdout, stderr }]`
 */
export function consumersOf(tarballs, root) {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-consumer-'))
  const write = (name, text) => writeFileSync(join(folder, name), text)
  const run = (command, ...args) => spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  const node = (...args) => expecting('check-components', run(process.execPath, ...args))
  try {
    write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
    const installed = run('npm', 'install', ...flags, ...tarballs)
    if (installed.status !== 0) return [['install', installed]]
    write('program.mjs', `${IMPORTS}\n${PROGRAM}`)
    write('program.cjs', `${REQUIRES}\n${PROGRAM}`)
    write('program.ts', `${IMPORTS}\n${PROGRAM}`)
    write('procedure.yaml', PROCEDURE)
    const options = { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true, outDir: 'out', types: ['node'] }
    const compilerOptions = { ...options, typeRoots: [join(root, 'node_modules/@types')] }
    write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['program.ts'] }))
    const compiled = run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.')
    return [
      ['install', installed],
      ['ES module', node('program.mjs')],
      ['CommonJS', node('program.cjs')],
      ['TypeScript', compiled.status === 0 ? node('out/program.js') : compiled],
      ['command', expecting('✓ procedure.yaml', run('npx', '--no-install', 'motcua', 'check', 'procedure.yaml'))],
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function expecting(text, result) {
  if (result.status === 0 && !result.stdout.includes(text))
    return { ...result, status: 1, stderr: `expected "${text}", found: ${result.stdout}${result.stderr}` }
  return result
}
