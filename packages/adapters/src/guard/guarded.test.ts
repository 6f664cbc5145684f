import { AdapterFailure } from '@motcua/engine/ports'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'

const DAY_MS = 86_400_000
import { callSignal, guarded } from './index.ts'

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const down = () => new AdapterFailure('PEER_DOWN', 'not now', { retry: true })
const no = () => new AdapterFailure('PEER_SAYS_NO', 'for good', { retry: false })

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof AdapterFailure ? error.code : String(error)),
  )

/** A peer that counts its calls and answers as it is told. */
class Peer {
  calls = 0
  running = 0
  most = 0
  answer: () => Promise<string> = () => Promise.resolve('yes')

  async ask(question: string): Promise<string> {
    this.calls += 1
    this.running += 1
    this.most = Math.max(this.most, this.running)
    try {
      return `${question}: ${await this.answer()}`
    } finally {
      this.running -= 1
    }
  }
}

describe('a guarded adapter', () => {
  it('answers as the adapter does, its failures included', async () => {
    const peer = new Peer()
    const held = guarded('peer', peer, { concurrency: { atOnce: 2 }, perSecond: 1_000, timeoutMs: 1_000 })
    expect(await held.ask('well?')).toBe('well?: yes')
    peer.answer = () => Promise.reject(no())
    expect(await codeOf(held.ask('well?'))).toBe('PEER_SAYS_NO')
    expect(held.calls).toBe(2)
  })

  it('never makes more calls at once than it may, and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 20 }), async (atOnce, calls) => {
        const peer = new Peer()
        peer.answer = async () => {
          await later(1)
          return 'yes'
        }
        const held = guarded('peer', peer, { concurrency: { atOnce } })
        const answers = await Promise.all(Array.from({ length: calls }, (_, index) => held.ask(String(index))))
        expect(answers).toEqual(Array.from({ length: calls }, (_, index) => `${index}: yes`))
        expect(peer.most).toBeLessThanOrEqual(atOnce)
      }),
      { numRuns: 20 },
    )
  })

  it('turns away what finds no place to wait', async () => {
    const peer = new Peer()
    peer.answer = () => later(20).then(() => 'yes')
    const held = guarded('peer', peer, { concurrency: { atOnce: 1, waiting: 1 } })
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(held.ask('?'))))
    expect(codes).toEqual(['done', 'done', 'ADAPTER_BUSY'])
    expect(peer.calls).toBe(2)
  })

  it('keeps its pace', async () => {
    const peer = new Peer()
    const held = guarded('peer', peer, { perSecond: 5 })
    const began = Date.now()
    await Promise.all(Array.from({ length: 11 }, () => held.ask('?')))
    // Eleven calls at five a second need two more seconds to begin.
    expect(Date.now() - began).toBeGreaterThan(1_000)
    expect(peer.calls).toBe(11)
  })

  it('gives up on a call that takes too long, and says that it may have been done', async () => {
    const peer = new Peer()
    peer.answer = () => later(200).then(() => 'late')
    const failed: unknown = await guarded('peer', peer, { timeoutMs: 20 })
      .ask('?')
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'ADAPTER_TIMEOUT', retry: true, isUncertain: true })
  })

  it('makes no call while a peer is down, then tries one', async () => {
    const peer = new Peer()
    peer.answer = () => Promise.reject(down())
    const held = guarded('peer', peer, { breaker: { failures: 3, coolMs: 100 } })
    const codes: string[] = []
    for (let call = 0; call < 5; call++) codes.push(await codeOf(held.ask('?')))
    expect(codes).toEqual([...['PEER_DOWN', 'PEER_DOWN', 'PEER_DOWN'], ...['ADAPTER_CIRCUIT_OPEN', 'ADAPTER_CIRCUIT_OPEN']])
    expect(peer.calls).toBe(3)
    await later(120)
    peer.answer = () => Promise.resolve('up again')
    expect(await held.ask('?')).toBe('?: up again')
    expect(await codeOf(held.ask('?'))).toBe('done')
  })

  it('takes a peer that refuses for one that is up', async () => {
    const peer = new Peer()
    peer.answer = () => Promise.reject(no())
    const held = guarded('peer', peer, { breaker: { failures: 2, coolMs: 10_000 } })
    for (let call = 0; call < 5; call++) expect(await codeOf(held.ask('?'))).toBe('PEER_SAYS_NO')
    expect(peer.calls).toBe(5)
  })

  it('says what the peer failed with, though it is not asked: the incident of a job that never got through has its cause', async () => {
    const peer = new Peer()
    peer.answer = () => Promise.reject(down())
    const held = guarded('peer', peer, { breaker: { failures: 1, coolMs: 5_000 } })
    await codeOf(held.ask('?'))
    peer.answer = () => Promise.reject(no())
    for (let call = 0; call < 2; call++) {
      const failed = await held.ask('?').catch((error: unknown) => error as AdapterFailure)
      expect(failed).toMatchObject({ code: 'ADAPTER_CIRCUIT_OPEN', cause: { code: 'PEER_DOWN' } })
      expect((failed as AdapterFailure).message).toContain('PEER_DOWN: not now')
    }
  })

  it('says when to come back', async () => {
    const peer = new Peer()
    peer.answer = () => Promise.reject(down())
    const held = guarded('peer', peer, { breaker: { failures: 1, coolMs: 5_000 } })
    await codeOf(held.ask('?'))
    const failed = (await held.ask('?').catch((error: unknown) => error)) as AdapterFailure
    expect(failed).toMatchObject({ code: 'ADAPTER_CIRCUIT_OPEN', isUnasked: true, isUncertain: false })
    expect(failed.retryAfterMs).toBeGreaterThan(4_000)
    expect(failed.retryAfterMs).toBeLessThanOrEqual(5_000)
  })

  it('says of whom it turned away that the peer was not asked, and of nobody else', async () => {
    const peer = new Peer()
    peer.answer = () => later(20).then(() => Promise.reject(down()))
    const held = guarded('peer', peer, { concurrency: { atOnce: 1, waiting: 0 } })
    const failures = await Promise.all([1, 2].map(() => held.ask('?').catch((error: unknown) => error)))
    expect(failures).toMatchObject([
      { code: 'PEER_DOWN', isUnasked: false },
      { code: 'ADAPTER_BUSY', isUnasked: true },
    ])
  })
})

describe('a guarded call that is given up', () => {
  it('keeps its place until the adapter is done with it: there are never more at once than promised', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }),
        async (atOnce, lasts) => {
          const peer = new Peer()
          const left = [...lasts]
          peer.answer = () => later(left.shift() ?? 0).then(() => 'late')
          const held = guarded('peer', peer, { concurrency: { atOnce, heldMs: 10_000 }, timeoutMs: 10 })
          const codes = await Promise.all(lasts.map(() => codeOf(held.ask('?'))))
          expect(codes.filter((code) => code !== 'done' && code !== 'ADAPTER_TIMEOUT')).toEqual([])
          expect(peer.calls).toBe(lasts.length)
          expect(peer.most).toBeLessThanOrEqual(atOnce)
        },
      ),
      { numRuns: 10 },
    )
  })

  it('frees its place at last, though the adapter never ends', async () => {
    const peer = new Peer()
    peer.answer = () => new Promise(() => undefined)
    const held = guarded('peer', peer, { concurrency: { atOnce: 1, heldMs: 50 }, timeoutMs: 10 })
    expect(await codeOf(held.ask('?'))).toBe('ADAPTER_TIMEOUT')
    peer.answer = () => Promise.resolve('yes')
    const next = held.ask('?')
    expect(peer.calls).toBe(1)
    expect(await next).toBe('?: yes')
    expect(peer.calls).toBe(2)
  })

  it('has its signal aborted, and an adapter that minds it gives the place back at once', async () => {
    const peer = new Peer()
    const signals: AbortSignal[] = []
    peer.answer = () => {
      const signal = callSignal()
      signals.push(signal)
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('cut off')))
      })
    }
    const held = guarded('peer', peer, { concurrency: { atOnce: 1, heldMs: 3_600_000 }, timeoutMs: 20 })
    expect(await Promise.all([1, 2, 3].map(() => codeOf(held.ask('?'))))).toEqual(Array(3).fill('ADAPTER_TIMEOUT'))
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true])
    expect(new Set(signals).size).toBe(3)
    expect(callSignal().aborted).toBe(false)
  })
})

describe('a guarded adapter on a machine whose clock is set', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const setBack = () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
  }

  it('is asked again when it has cooled, and whom it turns away is told so', async () => {
    const peer = new Peer()
    peer.answer = () => Promise.reject(down())
    const held = guarded('peer', peer, { breaker: { failures: 1, coolMs: 150 } })
    await codeOf(held.ask('?'))
    setBack()
    const failed = (await held.ask('?').catch((error: unknown) => error)) as AdapterFailure
    expect(failed.code).toBe('ADAPTER_CIRCUIT_OPEN')
    expect(failed.retryAfterMs).toBeLessThanOrEqual(150)
    await later(170)
    peer.answer = () => Promise.resolve('up again')
    expect(await codeOf(held.ask('?'))).toBe('done')
  })

  it('keeps its pace', async () => {
    const peer = new Peer()
    const held = guarded('peer', peer, { perSecond: 2 })
    await Promise.all([held.ask('?'), held.ask('?')])
    setBack()
    expect(await Promise.all([1, 2, 3].map(() => codeOf(held.ask('?'))))).toEqual(['done', 'done', 'done'])
    expect(peer.calls).toBe(5)
  })

  it.each([-DAY_MS, DAY_MS])('turns away nobody who waits for their turn when the clock is set by %i ms', async (by) => {
    const peer = new Peer()
    const held = guarded('peer', peer, { perSecond: 2 })
    const asked = Promise.all([1, 2, 3, 4, 5].map(() => codeOf(held.ask('?'))))
    await later(20)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by })
    expect(await asked).toEqual(Array(5).fill('done'))
  })

  it('turns away at once whose turn would come in more than half a minute', async () => {
    const peer = new Peer()
    const held = guarded('peer', peer, { perSecond: 1 })
    const codes: string[] = []
    for (let count = 0; count < 40; count += 1) void codeOf(held.ask('?')).then((code) => codes.push(code))
    await expect.poll(() => codes.filter((code) => code === 'ADAPTER_BUSY')).toHaveLength(9)
    expect(codes).toContain('done')
  })
})
