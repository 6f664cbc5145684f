import { describe, expect, it } from 'vitest'
import { failureOf, law } from './contract.ts'

describe('a law', () => {
  const even = law<number>('numbers are even', (subject, must) => must(subject % 2 === 0, 'an even number', subject))

  it('says nothing where it holds', () => {
    expect(even.check(4)).toBeUndefined()
  })

  it('names itself, what it expected and what it found where it is broken', () => {
    expect(() => even.check(3)).toThrow('LAW numbers are even: expected an even number, found 3')
  })

  it('shows errors by name and long values in one line', () => {
    const shows = (value: unknown) => () => law<unknown>('l', (found, must) => must(false, 'x', found)).check(value)
    expect(shows(new TypeError('no'))).toThrow('found TypeError: no')
    expect(shows(new Uint8Array(3))).toThrow('found 3 bytes')
    expect(shows('a'.repeat(999))).toThrow(/found "a{199}…$/)
    expect(shows(undefined)).toThrow('found undefined')
  })
})

describe('failureOf', () => {
  it('is what was thrown, and nothing where nothing was', async () => {
    const error = new Error('no')
    expect(await failureOf(() => Promise.reject(error))).toBe(error)
    expect(await failureOf(() => Promise.resolve(1))).toBeUndefined()
  })
})
