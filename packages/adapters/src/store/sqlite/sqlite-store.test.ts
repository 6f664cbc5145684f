import { rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { storeContract } from '../../../../engine/src/testing/contracts/store.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'
import { subjectIn } from './subject.fixture.ts'

const folder = quickFolder('sqlite')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const subject = subjectIn(folder, sqliteStore)

describe('the SQLite store keeps the contract', () => {
  test.each(storeContract.laws)('$name', async (law) => {
    await expect(law.check(subject)).resolves.toBeUndefined()
  })
})
