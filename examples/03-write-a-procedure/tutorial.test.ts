import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '@motcua/cli'
import { describe, expect, it, vi } from 'vitest'

const PAGE = readFileSync(new URL('../../docs/author/ten-minutes.md', import.meta.url), 'utf8')
const here = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '')

const cwd = mkdtempSync(join(tmpdir(), 'motcua-tutorial-'))
const permit = here('pigeon-permit.yaml')
writeFileSync(join(cwd, 'pigeon-permit.yaml'), permit)
writeFileSync(join(cwd, 'without-default.yaml'), permit.replace('      - { next: done }\n', ''))

async function motcua(line: string) {
  let said = ''
  const argv = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
  const tell = (text: string) => void (said += text)
  const code = await run(argv, { out: tell, err: tell, colour: false, language: 'en', cwd }, '0.0.0')
  return { code, said }
}

describe('docs/author/ten-minutes.md', () => {
  it('shows the files of this folder as they are', () => {
    expect(blocks('yaml')).toEqual([permit])
    expect(blocks('ts')).toEqual(['properties.test.ts', 'pigeon-permit.ts', 'run.ts'].map(here))
  })

  it.each(blocks('console'))('%s', async (block) => {
    const [command = '', ...printed] = block.trimEnd().split('\n')
    const { code, said } = await motcua(command.replace('$ motcua ', ''))
    if (printed.length > 0) expect(said.trimEnd().split('\n')).toEqual(printed)
    expect(code).toBe(command.includes('without-default') ? 1 : 0)
  })

  it('three pigeons pass the chair by, thirty do not', async () => {
    const traced = async (pigeons: number) =>
      (await motcua(`trace pigeon-permit.yaml --auto --vars '{"pigeons":${pigeons}}'`)).said
    expect(await traced(3)).not.toContain('decide userTask')
    expect(await traced(30)).toContain('decide userTask')
  })

  it('its program prints what the dossier became', async () => {
    const lines: string[] = []
    vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
    await import('./run.ts')
    vi.restoreAllMocks()
    expect(lines).toEqual(['Kiểm tra hồ sơ: inProgress, due 17:00', 'Quyết định: settled, due 17:00'])
  })
})
