import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { motcuaIn } from './command.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-draft-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const record = {
  code: '1.999002',
  name: 'Cấp thẻ thử',
  executing_agency: 'Sở Thử nghiệm',
  channels: [{ method: 'DIRECT', processing: { qty: 5, unit: 'DAY' }, fees: [] }],
  legal_basis: [{ code: '02/2099/QH99' }],
  results: ['Thẻ thử'],
  checklist_raw: [{ group: '', items: [{ name: 'Đơn đề nghị', original_qty: 1, copy_qty: 0 }] }],
}
const write = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
write('good.json', record)
write('nameless.json', { ...record, name: null })
write('broken.json', '{')

const motcua = (...argv: string[]) => motcuaIn(folder, ...argv)

describe('motcua draft', () => {
  it('writes the draft to the terminal, and it passes check', async () => {
    const { code, out, err } = await motcua('draft', 'good.json')
    expect([code, err]).toEqual([0, '✓ good.json  0 open\n'])
    write('good.yaml', out)
    expect((await motcua('check', 'good.yaml')).code).toBe(0)
  })

  it('writes several into a folder, tells how many pass, and exits as check does', async () => {
    const { code, err } = await motcua('draft', 'good.json', 'nameless.json', '--out', 'drafts')
    expect(code).toBe(1)
    expect(err).toContain('2 records, 2 drafts, 1 pass check, 1 open')
    expect(readdirSync(join(folder, 'drafts')).sort()).toEqual(['good.yaml', 'nameless.yaml'])
    expect((await motcua('check', 'drafts/nameless.yaml')).out).toContain('GAP_BLOCKING')
    expect(readFileSync(join(folder, 'drafts/nameless.yaml'), 'utf8')).toContain('# GAP DRAFT_NAME_MISSING')
  })

  it('gives everything as JSON', async () => {
    const { out } = await motcua('draft', 'good.json', 'nameless.json', '--json')
    expect(JSON.parse(out)).toMatchObject({
      records: 2,
      passing: 1,
      drafts: [{ passes: true }, { passes: false, findings: [{ code: 'DRAFT_NAME_MISSING' }] }],
    })
  })

  it('speaks Vietnamese', async () => {
    expect((await motcua('draft', 'nameless.json', '--lang', 'vi')).err).toContain('không có tên thủ tục')
  })

  it.each([
    ['none.json', 'no such file', 'không có tệp'],
    ['broken.json', 'expected JSON, found something else', 'cần JSON'],
    ['.', 'it is a directory', 'đây là thư mục'],
    ['empty.json', 'found an empty file', 'gặp tệp rỗng'],
    ['windows.json', 'found another encoding', 'gặp bảng mã khác'],
    ['utf16.json', 'found UTF-16', 'gặp UTF-16'],
  ])('exits 2 for %s, which is no record file, and says why', async (file, en, vi) => {
    write('empty.json', '')
    writeFileSync(join(folder, 'windows.json'), Buffer.from([0x22, 0xd0, 0xe3, 0x22]))
    writeFileSync(join(folder, 'utf16.json'), Buffer.from('\ufeff"x"', 'utf16le'))
    for (const [language, words] of [
      ['en', en],
      ['vi', vi],
    ] as const) {
      const { code, err } = await motcua('draft', file, '--lang', language)
      expect(code).toBe(2)
      expect(err).toMatch(new RegExp(`^${file.replace('.', '\\.')}(?::\\d+:\\d+)?: `))
      expect(err).toContain(words)
    }
  })

  it('points to where a file stops to be JSON', async () => {
    write('cut.json', '{\n  "code": "1.000656",\n  "name": ')
    write('unquoted.json', '{\n  "code": "1.000656",\n  name: "x"\n}')
    expect((await motcua('draft', 'cut.json')).err).toContain('cut.json:3:10: expected JSON')
    expect((await motcua('draft', 'unquoted.json')).err).toContain('unquoted.json:3:3: expected JSON')
  })

  it('reads a file with a byte order mark and Windows line ends, and points into it', async () => {
    write('bom.json', `\ufeff${JSON.stringify({ ...record, name: '' }, null, 2).replaceAll('\n', '\r\n')}`)
    const { err } = await motcua('draft', 'bom.json', '--out', 'bom.yaml')
    expect(err).toMatch(/bom\.json:3:\d+ {2}DRAFT_NAME_MISSING/)
    expect(err).toContain('3 │   "name": ""')
  })
})
