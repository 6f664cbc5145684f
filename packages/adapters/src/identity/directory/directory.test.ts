import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Principal } from '@motcua/engine/ports'
import { directory, DirectoryError } from './index.ts'

const lan: Principal = { id: 'lan', name: 'Nguyễn Thị Lan', roles: ['counter'], position: 'Công chức', unit: 'Bộ phận Một cửa' }

const text = fc.string({ minLength: 1, unit: 'binary' }).filter((it) => it.trim() !== '' && !it.startsWith('system:'))
const principals = fc.uniqueArray(
  fc.record({ id: text, name: text, roles: fc.uniqueArray(text, { maxLength: 4 }) }, { noNullPrototype: true }),
  { selector: ({ id }) => id, maxLength: 8 },
)

describe('a directory', () => {
  test('finds everybody in it as they were given, and nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(principals, text, async (list, stranger) => {
        const identity = directory(list)
        for (const principal of list) expect(await identity.find(principal.id)).toEqual(principal)
        fc.pre(list.every(({ id }) => id !== stranger))
        expect(await identity.find(stranger)).toBeUndefined()
      }),
    )
  })

  test('names that objects bring along are nobody', async () => {
    for (const id of ['__proto__', 'constructor', 'toString']) expect(await directory([lan]).find(id)).toBeUndefined()
  })

  test('an id that stands twice is refused, wherever it stands', () => {
    fc.assert(
      fc.property(principals, fc.nat(), fc.nat(), (list, from, to) => {
        fc.pre(list.length > 0)
        const twice = list.toSpliced(to % (list.length + 1), 0, { ...list[from % list.length]!, name: 'Khác' })
        expect(codeOf(() => directory(twice))).toBe('DIRECTORY_ID_TWICE')
      }),
    )
  })

  test('what the caller changes later changes nothing', async () => {
    const [roles, groups] = [['counter'], ['tu-phap']]
    const identity = directory([{ ...lan, roles, groups }])
    roles.push('registrar')
    groups.push('ho-tich')
    expect(await identity.find('lan')).toMatchObject({ roles: ['counter'], groups: ['tu-phap'] })
  })

  test.each([
    ['no id', { id: '' }],
    ['an id of blanks', { id: ' ' }],
    ['no name', { name: '' }],
    ['a name that is a number', { name: 3 }],
    ['a person who would be the system', { id: 'system:timer' }],
    ['a role without a name', { roles: [''] }],
    ['a role twice', { roles: ['counter', 'counter'] }],
    ['roles that are no list', { roles: 'counter' }],
    ['groups that are no list', { groups: 'tu-phap' }],
    ['a group twice', { groups: ['tu-phap', 'tu-phap'] }],
    ['a unit that is no text', { unit: 7 }],
    ['an agency twice', { agencies: ['H05', 'H05'] }],
    ['agencies that are no list', { agencies: 'H05' }],
    ['half of a letter in an id', { id: 'lan\ud83d' }],
    ['half of a letter in a name', { name: 'Lan\ude00' }],
    ['half of a letter in a unit', { unit: '\ud83d' }],
    ['half of a letter in a position', { position: '\ud83d' }],
    ['half of a letter in an identifier', { identifier: '\ud83d' }],
    ['half of a letter in a role', { roles: ['counter\ud83d'] }],
    ['half of a letter in a group', { groups: ['\ude00'] }],
    ['half of a letter in an agency', { agencies: ['\ude00'] }],
  ])('%s is refused', (_, change) => {
    expect(codeOf(() => directory([{ ...lan, ...change } as Principal]))).toBe('DIRECTORY_ENTRY_INVALID')
  })
})

function codeOf(call: () => unknown): string | undefined {
  try {
    call()
  } catch (error) {
    if (error instanceof DirectoryError) return error.code
    throw error
  }
  return undefined
}

test('says which list is misspelt: without agencies one would work for all', () => {
  for (const wrong of ['agency', 'Agencies', 'agencys', 'role', 'group'])
    expect(() => directory([{ ...lan, [wrong]: ['H57'] }])).toThrow(
      `expected roles, groups, agencies by these names in principal 0, found "${wrong}"`,
    )
  expect(() => directory([{ ...lan, email: 'lan@example.vn' } as Principal])).not.toThrow()
})
