import { expect, test } from 'vitest'
import { REJECTION_CODES } from '../kernel/index.ts'
import { DESK_REJECTION_CODES } from '../lifecycle/index.ts'
import { CommandRejected } from './engine-error.ts'
import { dataRejection } from './admission.ts'

const CURES = Object.entries({ ...REJECTION_CODES, ...DESK_REJECTION_CODES })

test.each(CURES)('a command that was refused with %s is told with its own cure', (code, cure) => {
  const { remedy } = new CommandRejected({ code, message: 'expected …, found …' } as CommandRejected['rejection'])
  expect(remedy).toBe(cure)
})

test('values that do not fit are told with what to read', () => {
  expect(new CommandRejected(dataRejection([], null)).remedy).toContain('`rejection`')
})
