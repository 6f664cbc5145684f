import { AdapterFailure } from '../../ports/index.ts'
import type { RegisterChange, SectorRegister } from '../../ports/index.ts'
import { failureOf, law } from './contract.ts'
import type { Contract } from './contract.ts'
import { isSame } from './sorted-json.ts'

/** What every register that takes changes promises. */
export const sectorRegisterContract: Contract<SectorRegister> = {
  port: 'SectorRegister',
  laws: [
    law('a recorded change is found by its subject, whole, under a number of its own', async (register, must) => {
      const { reference } = await register.record(CHANGE)
      const [found] = await register.changes(CHANGE.subject)
      must(reference !== '', 'a number', reference)
      must(isSame(found, { ...CHANGE, reference }), 'the change with its number', found)
      must((await register.changes('001085000018')).length === 0, 'nothing of another subject', 'a change')
    }),

    law('the same change again, also at once, is one change with one number', async (register, must) => {
      const receipts = await Promise.all([1, 2, 3].map(() => register.record(CHANGE)))
      must(new Set(receipts.map(({ reference }) => reference)).size === 1, 'one number', receipts)
      must((await register.changes(CHANGE.subject)).length === 1, 'one change', await register.changes(CHANGE.subject))
    }),

    law('changes of one subject stand in the order they came, each with its own number', async (register, must) => {
      const keys = ['k-1', 'k-2', 'k-3']
      for (const key of keys) await register.record({ ...CHANGE, key })
      const found = await register.changes(CHANGE.subject)
      must(
        isSame(
          found.map(({ key }) => key),
          keys,
        ),
        keys.join(', '),
        found,
      )
      must(new Set(found.map(({ reference }) => reference)).size === keys.length, 'three numbers', found)
    }),

    law('another change under a used key, or one of nobody, is refused for good and changes nothing', async (register, must) => {
      await register.record(CHANGE)
      for (const wrong of [
        { ...CHANGE, act: 'unlock' },
        { ...CHANGE, key: 'k-2', subject: '' },
        { ...CHANGE, key: 'k-3', act: '' },
        { ...CHANGE, key: '' },
      ]) {
        const failure = await failureOf(() => register.record(wrong))
        must(
          failure instanceof AdapterFailure && failure.code === 'REGISTER_REFUSED' && !failure.retry,
          'REGISTER_REFUSED, final',
          failure,
        )
      }
      must((await register.changes(CHANGE.subject)).length === 1, 'the first change alone', 'others')
    }),
  ],
}

const CHANGE: RegisterChange = {
  key: 'd-1:7',
  act: 'lock',
  subject: '027085000017',
  data: { name: 'Nguyễn Văn An', registerNumber: '12' },
  dossier: '000.00.01.H05-250829-0001',
  agency: '000.00.01.H05',
  at: Date.UTC(2025, 8, 3),
}
