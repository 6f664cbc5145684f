import { describe, expect, it } from 'vitest'
import type { Principal } from '../ports/index.ts'
import { principalOf } from './authorisation.ts'

const lan: Principal = { id: 'lan', name: 'Nguyễn Thị Lan 😀', roles: ['counter'], groups: ['hộ tịch'], agencies: ['H05'] }
const known = (principal: Principal) => principalOf({ find: () => Promise.resolve(principal) }, 'lan')

describe('whom an identity adapter knows', () => {
  it('is whom it says', async () => {
    expect(await known(lan)).toEqual(lan)
    expect(await known({ id: 'lan', name: 'Lan', roles: [] })).toEqual({ id: 'lan', name: 'Lan', roles: [] })
  })

  it.each([
    ...[{ id: 'lan\ud83d' }, { name: '\ude00' }, { identifier: '\ud83d' }, { position: '\ud83d' }, { unit: 'x\ud83dx' }],
    ...[{ roles: ['counter', '\ude00'] }, { groups: ['\ud83d'] }, { agencies: ['H05', '\ud83d\ud83d'] }],
  ])('is nobody with half of a letter: %j', async (change) => {
    await expect(known({ ...lan, ...change })).rejects.toMatchObject({ code: 'IDENTITY_INVALID', retry: false })
  })
})
