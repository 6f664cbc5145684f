import type { Identity, Principal } from '@motcua/engine/ports'

/**
 * The staff and applicants of a place, listed by whoever runs the host: for a first installation, a demo, a test. What is given is
 * copied; a caller that changes it later changes nothing here.
 *
 * @throws DirectoryError DIRECTORY_ID_TWICE, DIRECTORY_ENTRY_INVALID
 * @example
 * directory([{ id: 'lan', name: 'Nguyễn Thị Lan', roles: ['counter'], position: 'Công chức', unit: 'Bộ phận Một cửa' }])
 */
export function directory(principals: readonly Principal[]): Identity {
  const isList: boolean = Array.isArray(principals)
  if (!isList) throw invalid(`expected a list of principals, found ${typeof principals}`)
  const known = new Map<string, Principal>()
  principals.forEach((principal, index) => {
    mustBeWhole(principal, `principal ${index}`)
    if (known.has(principal.id)) {
      throw new DirectoryError('DIRECTORY_ID_TWICE', `expected each id once, found "${principal.id}" again at principal ${index}`)
    }
    known.set(principal.id, copyOf(principal))
  })
  return { find: (actor) => Promise.resolve(known.get(actor)) }
}

function copyOf({ groups, ...principal }: Principal): Principal {
  const own = groups === undefined ? {} : { groups: Object.freeze([...groups]) }
  return Object.freeze({ ...principal, roles: Object.freeze([...principal.roles]), ...own })
}

/** A list of principals that cannot be used. DIRECTORY_ID_TWICE: an id stands twice. DIRECTORY_ENTRY_INVALID: an entry lacks something. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError'
  readonly code: 'DIRECTORY_ID_TWICE' | 'DIRECTORY_ENTRY_INVALID'

  constructor(code: DirectoryError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Other fields may be a program's own. Of these, one under another name would give rights that were not meant. */
const LISTS = ['roles', 'groups', 'agencies']
const NEAR_LISTS = /^(role|group|agenc)/i

/** Entries often come from a file: their types are looked at, not believed. */
function mustBeWhole(principal: Principal, where: string): void {
  if (typeof principal !== 'object' || (principal as unknown) === null) throw invalid(`expected an entry as ${where}, found none`)
  const { id, name, roles, groups = [], agencies = [], position, unit, identifier } = principal
  const misspelt = Object.keys(principal).find((field) => NEAR_LISTS.test(field) && !LISTS.includes(field))
  if (misspelt !== undefined)
    throw invalid(
      `expected ${LISTS.join(', ')} by these names in ${where}, found "${misspelt}": without agencies one works for all`,
    )
  for (const [field, value] of Object.entries({ id, name })) {
    if (typeof value !== 'string' || value.trim() === '')
      throw invalid(`expected text as ${field} of ${where}, found ${String(value)}`)
  }
  for (const [field, value] of Object.entries({ position, unit, identifier })) {
    if (value !== undefined && typeof value !== 'string') {
      throw invalid(`expected text or nothing as ${field} of "${id}", found ${typeof value}`)
    }
  }
  for (const [field, value] of Object.entries({ id, name, position, unit, identifier })) {
    if (value?.isWellFormed() === false)
      throw invalid(`expected ${field} of ${where} in whole letters, found half of a surrogate pair: ${value.toWellFormed()}`)
  }
  // What the host itself reports acts as `system:…`; a person of that name could speak for the world.
  if (id.startsWith('system:')) throw invalid(`expected an id of a person, found "${id}": "system:" is kept for the host`)
  for (const [what, names] of [
    ['role', roles],
    ['group', groups],
    ['agency', agencies],
  ] as const) {
    if (!Array.isArray(names) || names.some((one) => typeof one !== 'string' || one.trim() === '')) {
      throw invalid(`expected ${what} names as ${PLURAL[what]} of "${id}"`)
    }
    if (names.some((one: string) => !one.isWellFormed()))
      throw invalid(`expected ${what} names of "${id}" in whole letters, found half of a surrogate pair`)
    if (new Set(names).size !== names.length) throw invalid(`expected each ${what} of "${id}" once, found ${names.join(', ')}`)
  }
}

const PLURAL = { role: 'roles', group: 'groups', agency: 'agencies' } as const

function invalid(message: string): DirectoryError {
  return new DirectoryError('DIRECTORY_ENTRY_INVALID', message)
}
