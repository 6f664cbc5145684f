import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Believed } from './queries/believed.ts'
import { WordStatistics, type Learned } from './queries/known-words.ts'

const share = fc.double({ min: 0.001, max: 1, noNaN: true })
const lexeme = fc.constantFrom('tran', 'trang', 'tri', 'duc', 'duong', '=đường', '25')
const frequencies = fc.dictionary(lexeme, share).map((shares) => new Map(Object.entries(shares)))
const learned = (part: Partial<Learned>) =>
  new WordStatistics({
    texts: 1_000,
    frequencies: new Map(),
    least: undefined,
    lexemesOfText: 0,
    vocabulary: 0,
    signatures: [],
    ...part,
  })
const least = (known: ReadonlyMap<string, number>) => (known.size === 0 ? undefined : Math.min(...known.values()))

test('a share is one, and more words or a shorter beginning never have a smaller one', () => {
  fc.assert(
    fc.property(
      frequencies,
      fc.array(lexeme, { minLength: 1 }),
      lexeme,
      fc.nat(20),
      fc.nat(50),
      (known, lexemes, one, lexemesOfText, vocabulary) => {
        const words = learned({ frequencies: known, least: least(known), lexemesOfText, vocabulary })
        const shares = [words.shareWithAny(lexemes), words.shareWithAny([...lexemes, one])] as const
        expect(shares[0]).toBeGreaterThan(0)
        expect(shares[1]).toBeLessThanOrEqual(1)
        expect(shares[1]).toBeGreaterThanOrEqual(shares[0])
        expect(words.shareWithBeginning(one.slice(0, 2))).toBeGreaterThanOrEqual(words.shareWithBeginning(one))
        if (known.has(one)) expect(words.shareWithAny([one])).toBeCloseTo(known.get(one) ?? NaN, 12)
      },
    ),
  )
})

test('what is not among the frequent words is rarer than the least of them, and so rare that all others fill what is left of a text', () => {
  const frequencies = new Map([
    ['tran', 0.07],
    ['duc', 0.002],
  ])
  const known = { frequencies, least: 0.002 }
  expect(learned(known).shareWithAny(['tran', 'duc'])).toBeCloseTo(1 - 0.93 * 0.998, 12)
  expect(learned(known).shareWithAny(['buoi'])).toBeLessThan(0.002)
  expect(learned(known).shareWithAny(['buoi'])).toBeGreaterThan(0)
  // One code for each of ten thousand texts, beside the two names.
  const withCodes = learned({ ...known, texts: 10_000, lexemesOfText: 1.072, vocabulary: 10_002 })
  expect(withCodes.shareWithAny(['1777'])).toBeCloseTo(1 / 10_000, 12)
  expect(withCodes.shareWithAny(['17770', '17771', '17772'])).toBeCloseTo(3 / 10_000, 6)
  expect(learned({}).shareWithAny(['tran'])).toBeGreaterThan(0)
})

test('a signature passes over all that lack one of its bits', () => {
  const words = learned({ signatures: [0b111n, 0b011n, 0b100n, 0b000n] })
  expect([0b000n, 0b011n, 0b001n, 0b1000n].map((signature) => words.shareWithSignature(signature))).toEqual([1, 0.5, 0.5, 0])
  // Of what nothing is known every row has to be looked at.
  expect(learned({}).shareWithSignature(1n)).toBe(1)
})

test('what is believed is read once for all who ask at once, again by who asks after an error, and behind the back of who asks later', async () => {
  let [now, reads, fails] = [0, 0, true]
  const believed = new Believed(
    (key: string) => {
      reads += 1
      return fails ? Promise.reject(new Error('away')) : Promise.resolve(`${key}${reads}`)
    },
    () => now,
  )
  await expect(Promise.all([believed.of('a'), believed.of('a')])).rejects.toThrow('away')
  expect(reads).toBe(1)
  fails = false
  expect(await Promise.all([believed.of('a'), believed.of('a'), believed.of('b')])).toEqual(['a2', 'a2', 'b3'])
  now += 60_000
  expect(await Promise.all([believed.of('a'), believed.of('a')])).toEqual(['a2', 'a2'])
  expect(await believed.of('a')).toBe('a4')
  // An error is no reason to know less.
  now += 60_000
  fails = true
  expect(await believed.of('a')).toBe('a4')
  await new Promise(setImmediate)
  fails = false
  now += 600_000
  expect(await believed.of('a')).toBe('a6')
})
