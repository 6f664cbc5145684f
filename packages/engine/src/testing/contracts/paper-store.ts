import { AdapterFailure } from '../../ports/index.ts'
import type { PaperStore, StoredPaper } from '../../ports/index.ts'
import { failureOf, law } from './contract.ts'
import type { Contract } from './contract.ts'
import { isSame } from './sorted-json.ts'

/** What every store of citizens' papers promises. */
export const paperStoreContract: Contract<PaperStore> = {
  port: 'PaperStore',
  laws: [
    law('what was added is found by owner and type, whole', async (store, must) => {
      await store.add(PAPER)
      must(isSame(await store.find(PAPER.owner, PAPER.type), [PAPER]), 'the paper', await store.find(PAPER.owner, PAPER.type))
    }),

    law('another owner, or another type, finds nothing', async (store, must) => {
      await store.add(PAPER)
      for (const [owner, type] of [
        ['001085000018', PAPER.type],
        [PAPER.owner, 'G15-KQ000000'],
        ['', ''],
        ["' OR '1'='1", '%'],
      ] as const) {
        const found = await store.find(owner, type)
        must(found.length === 0, `nothing for ${owner} ${type}`, found)
      }
    }),

    law('adding the same file again, also at once, changes nothing', async (store, must) => {
      await Promise.all([1, 2, 3].map(() => store.add(PAPER)))
      await store.add({ ...PAPER, dossier: 'another', reusableFrom: PAPER.reusableFrom + 1 })
      must(isSame(await store.find(PAPER.owner, PAPER.type), [PAPER]), 'one paper, as it was added first', 'others')
    }),

    law('a newer paper stands before an older one', async (store, must) => {
      const newer = { ...PAPER, digest: 'b'.repeat(64), reusableFrom: PAPER.reusableFrom + 10 }
      const older = { ...PAPER, digest: 'c'.repeat(64), reusableFrom: PAPER.reusableFrom - 10 }
      for (const paper of [PAPER, newer, older]) await store.add(paper)
      const found = await store.find(PAPER.owner, PAPER.type)
      must(
        isSame(found, [newer, PAPER, older]),
        'the latest first',
        found.map(({ reusableFrom }) => reusableFrom),
      )
    }),

    law('a paper whose code is not its owner and type is refused for good', async (store, must) => {
      for (const code of ['', PAPER.owner, `${PAPER.owner}.other`, `x.${PAPER.type}`]) {
        const failure = await failureOf(() => store.add({ ...PAPER, code }))
        must(
          failure instanceof AdapterFailure && failure.code === 'PAPER_INVALID' && !failure.retry,
          'PAPER_INVALID, final',
          failure,
        )
      }
      must((await store.find(PAPER.owner, PAPER.type)).length === 0, 'nothing', 'a paper')
    }),
  ],
}

const PAPER: StoredPaper = {
  code: '027085000017.000.00.00.G15-KQ004946',
  owner: '027085000017',
  type: '000.00.00.G15-KQ004946',
  digest: 'a'.repeat(64),
  mediaType: 'application/pdf',
  dossier: '000.00.01.H05-250829-0001',
  agency: '000.00.01.H05',
  signedBy: 'CN=Ủy ban nhân dân xã Tân Hội',
  validTo: '2035-08-29',
  reusableFrom: Date.UTC(2025, 8, 3),
  data: { name: 'Nguyễn Văn An' },
}
