import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'

describe('the temporary folder of a run of tests', () => {
  it('is its own, so that nothing that a test leaves outlives the run', () => {
    expect(basename(tmpdir())).toMatch(/^motcua-run-/)
  })

  it('is that of the programs that tests start, too', () => {
    const told = execFileSync(process.execPath, ['-p', 'os.tmpdir()'], { encoding: 'utf8' })
    expect(told.trim()).toBe(tmpdir())
  })

  it('lets servers through that run as another user', () => {
    expect(statSync(tmpdir()).mode & 0o777).toBe(0o755)
  })
})
