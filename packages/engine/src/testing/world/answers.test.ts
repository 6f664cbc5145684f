import { describe, expect, it } from 'vitest'
import { officeModules } from '../host/office.ts'
import { officeWorld } from './office-world.fixture.ts'
import { checkWorld, type Peer } from './index.ts'

/** Whoever writes a world without types may answer anything. */
const check = (parts: object): Promise<unknown> => checkWorld({ ...officeWorld, ...parts }, { runs: 10 })

const refusal = (message: string) => ({ code: 'OPTIONS_INVALID', message: `simulate: expected ${message}` })

const WHOLE = {
  lodge: { procedure: '1.000001', variables: {}, as: 'an' },
  complete: { variables: {}, as: 'binh' },
  report: { message: 'paid', variables: {} },
}

describe.each([
  ['lodge', '`procedure`, `variables`, and `as`'],
  ['complete', '`variables` and `as`'],
  ['report', '`message` and `variables`'],
] as const)('what %s answers', (part, fields) => {
  const wrong = `an object with ${fields} as what ${part} answers, found `

  it.each([
    ['an', 'string'],
    [null, 'none'],
    [[], 'a list'],
    [7, 'number'],
    [Promise.resolve(WHOLE[part]), 'a promise'],
  ])('is an object, not %j', async (answer, found) => {
    await expect(check({ [part]: () => answer })).rejects.toMatchObject(refusal(wrong + found))
  })

  it('may be a promise that fails: it is refused all the same', async () => {
    const late = (): Promise<never> => Promise.reject(new Error('late'))
    await expect(check({ [part]: late })).rejects.toMatchObject(refusal(`${wrong}a promise`))
  })

  it.each(Object.keys(WHOLE[part]))('has its `%s`', async (name) => {
    const answer = { ...WHOLE[part], [name]: undefined }
    const kind = name === 'variables' ? 'an object' : 'a text'
    const message = `${kind} as \`${name}\` of what ${part} answers, found none`
    await expect(check({ [part]: () => answer })).rejects.toMatchObject(refusal(message))
  })
})

it.each([undefined, null, 'an'])('lodge always lodges: %j is refused', async (answer) => {
  await expect(check({ lodge: () => answer })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
})

it.each(['complete', 'report'])('%s may answer that nobody does', async (part) => {
  await expect(check({ [part]: () => undefined })).resolves.toHaveLength(10)
})

it.each(['adapters', 'store'])('%s answers with an object', async (part) => {
  await expect(check({ [part]: () => undefined })).rejects.toMatchObject(refusal(`an object as what ${part} answers, found none`))
  const late = () => Promise.resolve({})
  await expect(check({ [part]: late })).rejects.toMatchObject(refusal(`an object as what ${part} answers, found a promise`))
})

it.each([
  [undefined, 'none'],
  [{}, 'object'],
  [Promise.resolve([]), 'a promise'],
])('procedures answers with a list, not %j', async (answer, found) => {
  const wrong = `a list as what procedures answers, found ${found}`
  await expect(check({ procedures: () => answer })).rejects.toMatchObject(refusal(wrong))
})

it.each(['lodge', 'complete', 'report', 'procedures', 'adapters', 'store'])('what %s throws is an Error', async (part) => {
  const thrown = (): never => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- who writes JavaScript may throw anything
    throw 'no luck'
  }
  await expect(check({ [part]: thrown })).rejects.toMatchObject(refusal(`an Error as what ${part} throws, found no luck`))
})

describe('what an invariant answers', () => {
  it.each([
    [true, 'boolean'],
    [false, 'boolean'],
    [0, 'number'],
    [{}, 'object'],
  ])('is a text or nothing, not %j', async (answer, found) => {
    const message = `a text, or nothing where it holds, as what the invariant "mine" answers, found ${found}`
    await expect(check({ invariants: [{ name: 'mine', check: () => answer }] })).rejects.toMatchObject(refusal(message))
    const late = () => Promise.resolve(answer)
    await expect(check({ invariants: [{ name: 'mine', check: late }] })).rejects.toMatchObject(refusal(message))
  })

  it('may be nothing, as nothing is written in JavaScript', async () => {
    await expect(check({ invariants: [{ name: 'mine', check: () => null }] })).resolves.toHaveLength(10)
  })

  it('may be thrown, and is told also where it is no Error', async () => {
    const thrown = (): never => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- who writes JavaScript may throw anything
      throw undefined
    }
    const failed = check({ invariants: [{ name: 'mine', check: thrown }] })
    await expect(failed).rejects.toThrow('expected an Error as what the invariant "mine" throws, found undefined')
  })
})

describe('a peer that is asked wrongly ends the run', () => {
  const asked = (...given: readonly unknown[]) =>
    check({
      procedures: (peer: (name: string) => Peer) => {
        const portal = peer('portal')
        const ask = () => Reflect.apply(portal.ask.bind(portal), undefined, given) as Promise<unknown>
        return officeModules().map((module) => ({ ...module, jobs: { work: ask, tell: ask } }))
      },
    })
  const circular = (): unknown => {
    const list: unknown[] = []
    list.push(list)
    return list
  }

  it.each([
    ['no key', () => [undefined, 'paper', () => 1], 'a text as key, found none'],
    ['no answer', () => ['k', 'paper'], 'a function as answer, found none'],
    ['a list in itself', () => ['k', circular(), () => 1], 'what JSON can say as content, found a list'],
    ['a function', () => ['k', () => 1, () => 1], 'what JSON can say as content, found function'],
  ] as const)('with %s', async (_, given, message) => {
    const refused = { code: 'OPTIONS_INVALID', message: `ask of the peer portal: expected ${message}` }
    await expect(asked(...given())).rejects.toMatchObject(refused)
  })

  it('but not where it is asked for nothing in particular', async () => {
    await expect(asked('k', undefined, () => 1)).resolves.toHaveLength(10)
  })

  it('and has a name', async () => {
    const adapters = (peer: (name?: string) => Peer) => ({ notifier: { peer: peer() } })
    await expect(check({ adapters })).rejects.toMatchObject(refusal('a text as the name of a peer, found none'))
  })
})

it('who is among the people has an id and roles', async () => {
  const people = [{ id: 'an', name: 'An', roles: [] }, undefined]
  const message = 'checkWorld: expected an object with `id` and `roles` as people[1], found none'
  await expect(check({ people })).rejects.toMatchObject({ code: 'OPTIONS_INVALID', message })
})
