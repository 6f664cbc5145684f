/** Whatever is published answers nonsense with a value or with a coded error that says what was expected and what was found. */
import { expect, it } from 'vitest'
import { AdapterFailure } from '../src/index.ts'
import { RIGHT } from './right-arguments.fixture.ts'
import { functionsOf, publishedEntries, type Untyped } from './published.fixture.ts'

const NONSENSE = [undefined, null, 7, Number.NaN, '', 'x', true, {}, [], new Array(1), [null], () => undefined] as const

/** Nothing at all, the same everywhere, and after arguments that may pass one that does not. */
const LISTS: readonly (readonly unknown[])[] = [
  [],
  ...NONSENSE.flatMap((other) => [
    [other],
    [other, other, other, other],
    ...[{}, [], 7].flatMap((first) => [1, 2].map((length) => [...new Array<unknown>(length).fill(first), other])),
  ]),
]

const ENTRIES = publishedEntries()

/** What is given a text there may be a path that they make a file at. */
const MAKES_FILES = /^@motcua\/(adapters|cli)/

/** What may fail otherwise, and why. */
const EXCUSED: Readonly<Record<string, string>> = {
  '@motcua/engine/testing officeModules': 'takes nothing, and reads whole procedures',
}

it.each(ENTRIES)('%s', async (entry, source) => {
  const functions = await functionsOf(source)
  const raw: string[] = []
  for (const [name, call] of functions) {
    if (EXCUSED[`${entry} ${name}`] !== undefined) continue
    // A wrong one is met where the others have passed.
    const right = RIGHT[entry]?.[name] ?? []
    const lists = MAKES_FILES.test(entry) ? LISTS.filter((given) => !given.some((value) => typeof value === 'string')) : LISTS
    for (const given of [...lists, ...right.flatMap((_, index) => NONSENSE.map((other) => right.with(index, other)))]) {
      const failure = await failureOf(call, given)
      if (failure === undefined) continue
      raw.push(`${name}(${given.map(shown).join(', ')}): ${failure}`)
      break
    }
  }
  expect(raw).toEqual([])
})

/** What a call fails with, unless it is as it should be; `undefined`: it gave an answer, or a coded error. */
async function failureOf(call: Untyped, given: readonly unknown[], anyAtAll = false): Promise<string | undefined> {
  try {
    const answer = await call(...given)
    // A server or a file that was opened all the same.
    if (!anyAtAll && typeof answer === 'object' && answer !== null)
      await (Reflect.get(answer, 'close') as Untyped | undefined)?.call(answer)
    return undefined
  } catch (error) {
    const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown }
    const isCoded = typeof code === 'string' && /^(?!ERR_)[A-Z]+_[A-Z_]+$/.test(code)
    return !anyAtAll && isCoded && /expected [^]*, found /.test(String(message))
      ? undefined
      : `${String(name)} ${String(code)} ${String(message)}`
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  return typeof value === 'object' && value !== null ? '{}' : String(value)
}

it.each(
  Object.entries(RIGHT).flatMap(([entry, right]) => Object.entries(right).map(([name, given]) => [entry, name, given] as const)),
)('%s %s takes what is right', async (entry, name, given) => {
  const [, source = ''] = ENTRIES.find(([one]) => one === entry) ?? []
  const call = (await functionsOf(source)).find(([one]) => one === name)?.[1]
  expect(await failureOf(call as Untyped, given, true)).toBeUndefined()
})

it('a failure that an adapter makes without its options is one, and final', () => {
  for (const options of [undefined, null, {}, 7])
    expect(new AdapterFailure('PEER_DOWN', 'no answer', options as never)).toMatchObject({ code: 'PEER_DOWN', retry: false })
})
