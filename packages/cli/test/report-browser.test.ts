import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { measureReport, parsePeriod } from '@motcua/procedures'
import { afterAll, describe, expect, it } from 'vitest'
import { page } from '../src/report/page.ts'

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { timeout: 10_000 }).status === 0,
)
const folder = mkdtempSync(join(tmpdir(), 'motcua-browser-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** In the page: texts of charts that leave their picture, or stand on one another or on a mark of the legend. */
const LOOK = `
  const box = (element) => element.getBoundingClientRect()
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
  const wrong = []
  for (const svg of document.querySelectorAll('svg')) {
    const texts = [...svg.querySelectorAll('text')].map((text) => [text.textContent, box(text)])
    const legend = Math.max(...texts.map(([, { top }]) => top))
    const marks = [...svg.querySelectorAll('path')].map(box).filter(({ top, width, height }) => top > legend - 8 && width < 40 && height < 40)
    for (const [name, at] of texts) {
      if (at.left < box(svg).left || at.right > box(svg).right) wrong.push('cut: ' + name)
      if (texts.some(([other, place]) => other !== name && meet(at, place))) wrong.push('on another: ' + name)
      if (marks.some((mark) => meet(at, mark))) wrong.push('on a mark: ' + name)
    }
  }
  document.body.replaceChildren()
  document.body.textContent = JSON.stringify({ charts: CHARTS, wrong })
`

// Reason to skip: there is no chromium on this machine.
describe.skipIf(CHROMIUM === undefined)('a browser that looks at the report page', () => {
  it.each(['vi', 'en'] as const)(
    'sees four charts whose texts are whole and stand apart, in %s',
    (language) => {
      const period = parsePeriod('2025-09')
      if (period === undefined) throw new Error('expected a period')
      const html = page(measureReport([], { period, asOf: period.to - 1 }), language)
      const charts = html.split('<svg').length - 1
      const file = join(folder, `${language}.html`)
      // The page lets no script run but for this one.
      const open = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
      writeFileSync(file, open.replace('</body>', `<script>${LOOK.replace('CHARTS', String(charts))}</script></body>`))
      const { stdout } = spawnSync(
        CHROMIUM ?? '',
        [...QUIET, `--user-data-dir=${folder}`, '--dump-dom', pathToFileURL(file).href],
        {
          encoding: 'utf8',
          timeout: 60_000,
        },
      )
      const seen = /\{"charts".*\}/.exec(stdout)?.[0] ?? stdout
      expect(JSON.parse(seen)).toEqual({ charts: 4, wrong: [] })
    },
    90_000,
  )
})

/** Without a window and without a word to any network. */
const QUIET = [
  ...[
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-quic',
    '--disable-sync',
    '--window-size=1200,1600',
  ],
  ...['--disable-background-networking', '--disable-component-update', '--host-resolver-rules=MAP * ~NOTFOUND'],
]
