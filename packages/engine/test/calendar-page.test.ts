import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)

/** Runs the page's program; each line that it prints must be the comment that stands below its `console.log`. */
it('the program of docs/embed/calendar.md prints what the page says', () => {
  const page = readFileSync(new URL('docs/embed/calendar.md', ROOT), 'utf8')
  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  const said = [...program.matchAll(/console\.log.*\n\/\/ (.*)/g)].map(([, line]) => line)
  const { outputFiles } = buildSync({
    stdin: { contents: program, resolveDir: fileURLToPath(ROOT), loader: 'ts' },
    alias: { '@motcua/engine/calendar': fileURLToPath(new URL('../src/calendar/index.ts', import.meta.url)) },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  })
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-'], { input: outputFiles[0]?.text ?? '' })
  expect(stderr.toString()).toBe('')
  expect(said.length).toBeGreaterThan(1)
  expect(stdout.toString().trim().split('\n')).toEqual(said)
})
