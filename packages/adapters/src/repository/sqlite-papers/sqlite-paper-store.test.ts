import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { paperStoreContract } from '../../../../engine/src/testing/contracts/paper-store.ts'
import { sqlitePaperStore } from './index.ts'

const file = () => join(mkdtempSync(join(tmpdir(), 'motcua-papers-')), 'papers.db')

describe('the paper store in SQLite keeps the contract', () => {
  it.each(paperStoreContract.laws)('$name', async (law) => {
    const store = sqlitePaperStore(file())
    await expect(law.check(store)).resolves.toBeUndefined()
    store.close()
  })
})

describe('the paper store in SQLite', () => {
  const paper = {
    code: '027085000017.G15-KQ004946',
    owner: '027085000017',
    type: 'G15-KQ004946',
    digest: 'a'.repeat(64),
    mediaType: 'application/pdf',
    dossier: 'd',
    agency: '000.00.01.H05',
    reusableFrom: 1,
  }

  it('shows one process what another added, and keeps it over a restart', async () => {
    const path = file()
    const [one, two] = [sqlitePaperStore(path), sqlitePaperStore(path)]
    await one.add(paper)
    expect(await two.find(paper.owner, paper.type)).toEqual([paper])
    one.close()
    two.close()
    const again = sqlitePaperStore(path)
    expect(await again.find(paper.owner, paper.type)).toEqual([paper])
    again.close()
  })

  it('says when it cannot be reached', async () => {
    expect(() => sqlitePaperStore(join(file(), 'nowhere', 'papers.db'))).toThrow(/PAPER|expected to reach/)
    const store = sqlitePaperStore(file())
    store.close()
    await expect(store.add(paper)).rejects.toMatchObject({ code: 'PAPER_STORE_UNREACHABLE', retry: true })
  })
})
