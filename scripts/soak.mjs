// Runs the simulated world for long: npm run soak -- --minutes 10 --seed 1
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { helpIfAsked } from './help.mjs'

helpIfAsked(`
npm run soak -- --minutes 10 --seed 1

  --minutes  how long simulated worlds are run one after another (10)
  --seed     of the first of them (1); the same seed makes the same worlds

A world that breaks an invariant is shrunk and printed with the seed that replays it. Exit 0: everything held.
`)

const values = asked()
const [minutes, seed] = [Number(values?.minutes), Number(values?.seed)]
if (!(minutes > 0) || !Number.isInteger(seed) || seed < 0) {
  process.stderr.write('expected --minutes above 0 and --seed a whole number from 0, as: npm run soak -- --minutes 10 --seed 1\n')
  process.exit(2)
}
const { status } = spawnSync('npx', ['--no-install', 'vitest', 'run', '--config', 'vitest.soak.config.ts'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
  env: { ...process.env, MOTCUA_SOAK_MINUTES: String(minutes), MOTCUA_SOAK_SEED: String(seed) },
})
process.exit(status ?? 1)

/** `undefined`: what was given is no option of this command. */
function asked() {
  try {
    return parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } } }).values
  } catch {
    return undefined
  }
}
