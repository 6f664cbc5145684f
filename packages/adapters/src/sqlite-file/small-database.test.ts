import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleChild } from '../store/child-bundle.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-small-'))
let child = ''
beforeAll(async () => {
  child = await bundleChild(new URL('child.fixture.ts', import.meta.url), folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(['register', 'papers'])('processes that open a new file of %s at one instant all get it', async (what) => {
  for (let round = 0; round < 4; round += 1) {
    const path = join(folder, `${what}-${round}.db`)
    const instant = String(Date.now() + 700)
    const outputs = await Promise.all(Array.from({ length: 4 }, () => outputOf([child, what, path, instant])))
    expect(outputs).toEqual(['opened', 'opened', 'opened', 'opened'])
  }
})

/** What a process said, errors and all. */
async function outputOf(args: readonly string[]): Promise<string> {
  const running = spawn(process.execPath, args)
  let text = ''
  for (const stream of [running.stdout, running.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await new Promise((resolve) => running.once('close', resolve))
  return text
}
