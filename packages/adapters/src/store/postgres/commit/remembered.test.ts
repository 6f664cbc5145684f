import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OF_WORDS, remembered } from './remembered.ts'

test('what is remembered is what would be made, however many words came before', () => {
  const make = (word: string) => ({ word })
  const quick = remembered(make, OF_WORDS)
  for (let index = 0; index < 25_000; index += 1) quick(`w${index}`)
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 10 }), { maxLength: 30 }), (words) => {
      for (const word of words) expect(quick(word)).toEqual(make(word))
    }),
  )
})

test('a syllable is made once, a long number each time', () => {
  const made: string[] = []
  const quick = remembered((word) => made.push(word), OF_WORDS)
  for (const word of ['nguyễn', 'nguyễn', '079012345678', '079012345678']) quick(word)
  expect(made).toEqual(['nguyễn', '079012345678', '079012345678'])
})
