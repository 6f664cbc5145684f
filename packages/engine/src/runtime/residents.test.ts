import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LoadedDossier } from './dossiers.ts'
import { Residents, type Place } from './residents.ts'

const MOST = 3
const known = (id: string, seq: number) => ({ id, seq }) as LoadedDossier

it('keeps what was told last of each, of as many as may be known, and forgets the one told least recently', () => {
  const step = fc.record({ dossier: fc.constantFrom('a', 'b', 'c', 'd', 'e'), isForgotten: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const residents = new Residents(MOST)
      // The model: a list, the one told least recently first.
      let model: LoadedDossier[] = []
      steps.forEach(({ dossier, isForgotten }, seq) => {
        const place = residents.at(dossier)
        expect(residents.turnAt(place)).toBeUndefined()
        expect(place.loaded).toEqual(model.find(({ id }) => id === dossier))
        model = model.filter(({ id }) => id !== dossier)
        if (isForgotten) residents.forget(place)
        else {
          residents.keep(place, known(dossier, seq))
          model = [...model, known(dossier, seq)].slice(-MOST)
        }
        residents.leave(place)
      })
      for (const dossier of ['a', 'b', 'c', 'd', 'e']) {
        const place = residents.at(dossier)
        expect(place.loaded).toEqual(model.find(({ id }) => id === dossier))
      }
    }),
  )
})

it('lets one in at a time, in the order in which they came, and others of other dossiers beside', async () => {
  const residents = new Residents(MOST)
  const order: string[] = []
  const enter = async (dossier: string, name: string): Promise<Place> => {
    const place = residents.at(dossier)
    await residents.turnAt(place)
    order.push(name)
    return place
  }
  const first = await enter('a', 'first')
  const second = enter('a', 'second')
  const third = enter('a', 'third')
  residents.leave(await enter('b', 'beside'))
  expect(order).toEqual(['first', 'beside'])
  residents.leave(first)
  residents.leave(await second)
  residents.leave(await third)
  expect(order).toEqual(['first', 'beside', 'second', 'third'])
})

it('a dossier that is forgotten while others wait for it stays one place', async () => {
  const residents = new Residents(MOST)
  const place = residents.at('a')
  expect(residents.turnAt(place)).toBeUndefined()
  residents.keep(place, known('a', 1))
  const next = residents.turnAt(residents.at('a'))
  residents.forget(place)
  expect(residents.at('a')).toBe(place)
  residents.leave(place)
  await next
  expect(place.loaded).toBeUndefined()
  expect(residents.at('a')).toBe(place)
  residents.leave(place)
  expect(residents.at('a')).not.toBe(place)
})
