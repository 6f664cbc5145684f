import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DossierEvent } from '../lifecycle/index.ts'
import type { JournalEvent, JournalRow } from '../ports/index.ts'
import { canonical } from './canonical.ts'
import { checkRow, GENESIS, sealEvents, sealRow } from './journal-chain.ts'

const salt = 'a0'.repeat(16)

const event = fc
  .record({ at: fc.nat(), variables: fc.dictionary(fc.string(), fc.jsonValue()) })
  .map((given) => ({ type: 'processStarted', element: 'lodged', ...given }) as DossierEvent)

const isWhole = (events: readonly JournalEvent[]) => checkRow(rowOf(events), { seq: 1, previous: GENESIS }) === undefined

function rowOf(events: readonly JournalEvent[]): JournalRow {
  return sealRow({ dossier: 'd', seq: 1, at: 0, actor: 'an', command: 'c', type: 'start', events, previous: GENESIS })
}

// JSON knows no negative zero.
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('events are sealed with a text that is the very events, and the chain proves them', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 5 }), (events) => {
      const { sealed, text, weight } = sealEvents(events, salt)
      expect(JSON.parse(text)).toEqual(asJson(sealed))
      expect(asJson(sealed.map(({ type, data }) => ({ type, ...data })))).toEqual(asJson(events))
      expect(weight).toBe(sealed.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0))
      expect(isWhole(JSON.parse(text) as JournalEvent[])).toBe(true)
    }),
  )
})

/** Whatever UTF-16 can hold, halves of pairs too, and what JSON escapes; as long as what is looked at letter by letter, and longer. */
const odd = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('\0', '"', '\\', '\ud800', '\udc00', '\u2028', '\u007f', 'Đỗ Thị Hằng', 'a0a0a0a0a0a0'),
    ),
  )
  .map((parts) => parts.join(''))

test("a row's hash is over the JSON of its own fields and digests, and its text is JSON, whatever its texts and numbers are", () => {
  const number = fc.oneof(fc.nat(), fc.constantFrom(-0, 1e21, 1.5, -1, Number.MAX_SAFE_INTEGER))
  const value = fc.oneof(odd, number, fc.constantFrom(null, true, false), fc.array(fc.array(odd)), fc.dictionary(odd, number))
  const events = fc.array(
    fc
      .record({ at: number, element: odd, variables: value })
      .map((given) => ({ type: 'variablesSet', ...given }) as unknown as DossierEvent),
    { maxLength: 3 },
  )
  const place = fc.record({ dossier: odd, actor: odd, command: odd, previous: odd, seq: number, at: number })
  fc.assert(
    fc.property(place, events, ({ dossier, actor, command, previous, seq, at }, given) => {
      const { sealed, text } = sealEvents(given, salt)
      const digests = sealed.map(({ digest }) => digest ?? '')
      const listed = JSON.stringify([previous, dossier, seq, at, actor, command, 'start', digests])
      const { hash } = sealRow({ dossier, seq, at, actor, command, type: 'start', events: sealed, previous })
      expect(hash).toBe(createHash('sha256').update(listed).digest('hex'))
      expect(JSON.parse(text)).toEqual(asJson(sealed))
    }),
  )
})

test('in whatever order the keys of an event stand, and whichever are absent, it is sealed as canonical JSON', () => {
  const fields = fc.record(
    {
      at: fc.nat(),
      instance: fc.nat(),
      element: fc.string(),
      due: fc.option(fc.nat()),
      lost: fc.constant(undefined),
      variables: fc.jsonValue(),
    },
    { requiredKeys: ['at'] },
  )
  // Of few types: events of one type have other keys each time.
  const shuffled = fc
    .tuple(fields, fc.constantFrom('elementActivated', 'elementCompleted', 'stageLeft'), fc.array(fc.nat()))
    .map(([given, type, order]) => {
      const entries = Object.entries({ type, ...given }).map((entry, at) => [order[at] ?? 0, entry] as const)
      return Object.fromEntries(entries.sort(([a], [b]) => a - b).map(([, entry]) => entry)) as unknown as DossierEvent
    })
  fc.assert(
    fc.property(fc.array(shuffled, { minLength: 1, maxLength: 6 }), (events) => {
      const { sealed, text } = sealEvents(events, salt)
      const versions = (JSON.parse(text) as JournalEvent[]).map(({ version }) => version)
      const payloads = events.map(({ type: _, ...payload }) => canonical(payload))
      const digested = events.map(({ type }, at) => `\n${type}\n${versions[at]}\n${payloads[at]}`).join('')
      expect(sealed[0]?.digest).toBe(
        createHash('sha256')
          .update(salt + digested)
          .digest('hex'),
      )
      const written = events.map(({ type }, at) => `{"type":"${type}","version":${versions[at]},"data":${payloads[at]}`)
      written[0] += `,"salt":"${salt}","digest":"${sealed[0]?.digest}"`
      expect(text).toBe(`[${written.map((one) => `${one}}`).join(',')}]`)
      for (const { data } of sealed) expect(Object.keys(data ?? {})).toEqual(Object.keys(data ?? {}).sort())
    }),
  )
})

test('a payload, a type or an event that is changed, added, left out or erased by itself breaks the chain; erased together they do not', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 2, maxLength: 5 }), fc.nat(4), (events, number) => {
      const { sealed } = sealEvents(events, salt)
      const at = number % sealed.length
      const changed = (change: Partial<JournalEvent>) => sealed.map((one, index) => (index === at ? { ...one, ...change } : one))
      const { hash } = rowOf(sealed)
      const isProved = (tampered: readonly JournalEvent[]) =>
        checkRow({ ...rowOf(sealed), events: tampered, hash }, { seq: 1, previous: GENESIS }) === undefined
      expect(isProved(sealed)).toBe(true)
      for (const change of [
        { data: { at: -1 } },
        { type: 'processEnded' },
        { version: 99 },
        { data: null },
        { digest: 'f'.repeat(64) },
      ])
        expect(isProved(changed(change))).toBe(false)
      expect(isProved([...sealed, { type: 't', version: 1, data: {} }])).toBe(false)
      expect(isProved(sealed.filter((_, index) => index !== at))).toBe(false)
      expect(isProved([...sealed].reverse())).toBe(false)
      expect(isProved(sealed.map((one) => ({ ...one, data: null, salt: null })))).toBe(true)
    }),
  )
})

test('a row of an earlier release, which has a digest at each event, is proved as before', () => {
  const old = (data: JournalEvent['data'], ownSalt: string): JournalEvent => {
    const digested = `${ownSalt}\ntaskCompleted\n1\n${canonical(data)}`
    return { type: 'taskCompleted', version: 1, data, salt: ownSalt, digest: createHash('sha256').update(digested).digest('hex') }
  }
  const [first, second] = [old({ b: 1, a: 'hồ sơ' }, salt), old({ instance: 7 }, 'b1'.repeat(16))]
  expect(isWhole([first, second])).toBe(true)
  expect(isWhole([first, { ...second, data: { instance: 8 } }])).toBe(false)
  // Each could be erased by itself.
  expect(isWhole([{ ...first, data: null, salt: null }, second])).toBe(true)
})
