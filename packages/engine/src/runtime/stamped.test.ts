import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { stamped, type Unstamped } from './stamped.ts'

// As literals are.
const PLAIN = { noNullPrototype: true }
const values = fc.dictionary(fc.string(), fc.jsonValue(), PLAIN) as fc.Arbitrary<{ readonly [name: string]: null }>
const origin = fc.constantFrom('person' as const, 'world' as const)
const commands: fc.Arbitrary<Unstamped> = fc.oneof(
  fc.record({ type: fc.constant('completeTask' as const), origin, instance: fc.nat(), variables: values }, PLAIN),
  fc.record({ type: fc.constant('start' as const), origin, variables: values }, PLAIN),
  fc.record({ type: fc.constant('completeJob' as const), origin, instance: fc.nat(), variables: values }, PLAIN),
)

it('a command is stamped with its instant and, of a person, who; nothing of it is shared with whoever sent it', () => {
  fc.assert(
    fc.property(commands, fc.nat(), (made, at) => {
      const before = structuredClone(made)
      const command = stamped(made, at, 'an')
      expect(command).toEqual({ ...before, at, ...(made.origin === 'person' ? { actor: 'an' } : {}) })
      Object.assign((made as { variables: object }).variables, { another: 1 })
      expect(command).toEqual({ ...before, at, ...(made.origin === 'person' ? { actor: 'an' } : {}) })
    }),
  )
})
