import { describe, expect, it } from 'vitest'
import { receptionRefusal } from './reception.ts'

describe('an agency takes a dossier in', () => {
  it.each([
    ['H05.01', 'H05.01', false, undefined],
    // The same agency in the two orders of its code.
    ['000.00.01.H05', 'H05.01', true, undefined],
    ['H05.02', 'H05.01', false, undefined],
    ['H05.02', 'H05.01', true, 'field-check'],
    ['H56.02', 'H05.01', false, 'other-province'],
    ['H56.02', 'H05.01', true, 'field-check'],
    ['VNPOST-77', 'H05.01', false, undefined],
  ] as const)('%s for %s, a check on the spot: %s → %s', (receiving, resolving, isChecked, refusal) => {
    expect(receptionRefusal({ receiving, resolving }, isChecked)).toBe(refusal)
  })
})
