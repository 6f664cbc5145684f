import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readBpmn } from '../definition/index.ts'
import { loadProcedure } from '../lifecycle/index.ts'
import { createEngine } from './create-engine.ts'
import { verifyChain } from './journal-chain.ts'
import { memoryStore } from './memory-store/memory-store.ts'
import { ownCopy } from './own-copy.ts'

function procedureOf(xml: string) {
  const { definition } = readBpmn(
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p">${xml}</process></definitions>`,
    { file: 'x.bpmn' },
  )
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  return procedure
}

it('who gave values, and who was shown them, may change theirs: the dossier stays as its journal says', async () => {
  const identity = { find: async (id: string) => ({ id, name: id, roles: ['operator'] }) }
  const procedures = [{ procedure: procedureOf('<userTask id="a"/>') }]
  // What is on its way to the disk is theirs to change no more either.
  const given = { person: { name: 'An', children: ['Bình'] } }
  const store = memoryStore()
  const commit = store.commit.bind(store)
  store.commit = async (batch) => {
    given.person.name = 'another'
    given.person.children.push('another')
    return commit(batch)
  }
  const engine = createEngine({ store, procedures, adapters: { identity } })
  await engine.start()
  const { id, variables } = await engine.lodge('p', given, { as: 'an' })
  const shown = variables as unknown as typeof given
  shown.person.children.push('another')
  const read = (await engine.dossier(id, { as: 'an' })).variables as unknown as typeof given
  read.person.name = 'another'
  expect((await engine.dossier(id, { as: 'an' })).variables).toMatchObject({ person: { name: 'An', children: ['Bình'] } })
  const journal = await engine.journal(id, { as: 'an' })
  expect(verifyChain(journal)).toBeUndefined()
  expect(journal[0]?.events[0]?.data).toMatchObject({ variables: { person: { name: 'An', children: ['Bình'] } } })
  await engine.stop()
})

it('a copy is equal, and shares no list and no object', () => {
  const partsOf = (value: unknown): object[] =>
    typeof value !== 'object' || value === null ? [] : [value, ...Object.values(value).flatMap(partsOf)]
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy = ownCopy(value)
      expect(copy).toStrictEqual(value)
      const parts = new Set(partsOf(value))
      expect(partsOf(copy).filter((part) => parts.has(part))).toEqual([])
    }),
  )
})

it('what is no JSON stays what it is, and a key that names a prototype stays a key', () => {
  const [date, copy] = [new Date(0), ownCopy(JSON.parse('{"__proto__": {"a": 1}}') as object)]
  expect(ownCopy({ date }).date).toBe(date)
  expect(Object.hasOwn(copy, '__proto__')).toBe(true)
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
})
