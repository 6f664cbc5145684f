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
  const known = new Map<string, Principal>()
  principals.forEach((principal, index) => {
    mustBeWhole(principal, `principal ${index}`)
    if (known.has(principal.id)) {
      throw new DirectoryError('DIRECTORY_ID_TWICE', `expected each id once, found "${principal.id}" again at principal ${index}`)
    }
    known.set(principal.id, Object.freeze({ ...principal, roles: Object.freeze([...principal.roles]) }))
  })
  return { find: (actor) => Promise.resolve(known.get(actor)) }
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

/** Entries often come from a file: their types are looked at, not believed. */
function mustBeWhole(principal: Principal, where: string): void {
  const { id, name, roles, position, unit, identifier } = principal
  for (const [field, value] of Object.entries({ id, name })) {
    if (typeof value !== 'string' || value.trim() === '')
      throw invalid(`expected text as ${field} of ${where}, found ${String(value)}`)
  }
  for (const [field, value] of Object.entries({ position, unit, identifier })) {
    if (value !== undefined && typeof value !== 'string') {
      throw invalid(`expected text or nothing as ${field} of "${id}", found ${typeof value}`)
    }
  }
  // What the host itself reports acts as `system:…`; a person of that name could speak for the world.
  if (id.startsWith('system:')) throw invalid(`expected an id of a person, found "${id}": "system:" is kept for the host`)
  if (!Array.isArray(roles) || roles.some((role) => typeof role !== 'string' || role.trim() === '')) {
    throw invalid(`expected role names as roles of "${id}"`)
  }
  if (new Set(roles).size !== roles.length) throw invalid(`expected each role of "${id}" once, found ${roles.join(', ')}`)
}

function invalid(message: string): DirectoryError {
  return new DirectoryError('DIRECTORY_ENTRY_INVALID', message)
}
