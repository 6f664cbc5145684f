import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ArchiveRequest } from '@motcua/engine/ports'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { archiveContract } from '../../../../engine/src/testing/contracts/archive.ts'
import { archivePackages } from './index.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'motcua-archive-'))
const bytes = (text: string) => new TextEncoder().encode(text)
const request = (overrides: Partial<ArchiveRequest> = {}): ArchiveRequest => ({
  dossier: '000.00.01.H05-250829-0001',
  at: Date.UTC(2025, 7, 29),
  metadata: { procedure: '1.001193' },
  entries: [
    { path: 'result.pdf', bytes: bytes('%PDF'), mediaType: 'application/pdf' },
    { path: 'components/01-giấy.txt', bytes: bytes('Giấy chứng sinh'), mediaType: 'text/plain' },
  ],
  ...overrides,
})

describe('archive packages', () => {
  it('hold every file, a manifest, and checksums that sha256sum verifies', async () => {
    const { location, digest, size } = await archivePackages(folder()).store(request())
    const zip = readFileSync(location)
    expect(createHash('sha256').update(zip).digest('hex')).toBe(digest)
    expect(zip.length).toBe(size)
    const files = unzipSync(zip)
    const manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array())) as {
      files: { path: string; sha256: string }[]
    }
    expect(manifest.files.map(({ path }) => path)).toEqual(['components/01-giấy.txt', 'result.pdf'])
    const unpacked = folder()
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(unpacked, path)), { recursive: true })
      writeFileSync(join(unpacked, path), content)
    }
    const check = spawnSync('sha256sum', ['-c', 'checksums.sha256'], { cwd: unpacked, encoding: 'utf8' })
    expect(check.status).toBe(0)
    expect(check.stdout.trim().split('\n')).toHaveLength(3)
  })

  it('are the same for the same content, in whatever order, and kept once', async () => {
    const directory = folder()
    const first = await archivePackages(directory).store(request())
    const again = await archivePackages(directory).store(request({ entries: [...request().entries].reverse() }))
    expect(again).toEqual(first)
    expect(readdirSync(directory)).toHaveLength(1)
  })

  it('bear one fixed time, whatever the zone of the process', async () => {
    const { location } = await archivePackages(folder()).store(request())
    const zip = readFileSync(location)
    // Local file header: time at 10, date at 12. Noon; 2 January of the format's first year.
    expect([zip.readUInt16LE(10), zip.readUInt16LE(12)]).toEqual([12 << 11, (1 << 5) | 2])
  })

  it('never overwrite: other content of the dossier stands beside', async () => {
    const directory = folder()
    const first = await archivePackages(directory).store(request())
    const other = await archivePackages(directory).store(request({ metadata: { procedure: '1.000894' } }))
    expect(other.location).not.toBe(first.location)
    expect(createHash('sha256').update(readFileSync(first.location)).digest('hex')).toBe(first.digest)
  })

  it.each(['../out', '/etc/passwd', 'a//b', './a', 'manifest.json', 'a\\b', 'C:x', ''])('refuse the path %j', async (path) => {
    const directory = folder()
    const entries = [{ path, bytes: bytes('x'), mediaType: 'text/plain' }]
    await expect(archivePackages(directory).store(request({ entries }))).rejects.toMatchObject({
      code: 'ARCHIVE_PATH_UNSAFE',
      retry: false,
    })
    expect(readdirSync(directory)).toEqual([])
  })

  it('refuse a path twice, also where only the case differs', async () => {
    const entries = ['a.txt', 'A.txt'].map((path) => ({ path, bytes: bytes('x'), mediaType: 'text/plain' }))
    await expect(archivePackages(folder()).store(request({ entries }))).rejects.toMatchObject({ code: 'ARCHIVE_PATH_TWICE' })
  })
})

describe('archive packages keep the contract', () => {
  it.each(archiveContract.laws)('$name', async (law) => {
    let serial = 0
    await law.check({
      archive: archivePackages(folder()),
      read: (location) => readFileSync(location),
      unpack: (zip) => unzipSync(zip),
      sha256: (content) => createHash('sha256').update(content).digest('hex'),
      newCode: () => `000.00.01.H05-250829-${String(++serial).padStart(4, '0')}`,
    })
  })
})
