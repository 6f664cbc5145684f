import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const BIRTH = fileURLToPath(new URL('../../procedures/library/civil-status/1.001193-birth-registration.yaml', import.meta.url))

it.each([{ CI: '1' }, { FORCE_COLOR: '1' }, { TERM: 'xterm-256color' }])(
  'what goes to a file or another program has no colours, whatever the environment says: %o',
  (environment) => {
    const { stdout, status } = spawnSync(process.execPath, [MAIN, 'check', BIRTH], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, ...environment },
    })
    expect(status).toBe(0)
    expect(stdout).toContain('✓ ')
    expect(stdout).not.toContain('\u001B')
  },
)
