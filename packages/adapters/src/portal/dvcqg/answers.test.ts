import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AdapterFailure } from '@motcua/engine/ports'
import { portalProgress } from '@motcua/engine/testing'
import { nationalPortal } from './index.ts'
import type { NationalPortalOptions } from './index.ts'

const account = {
  url: 'http://portal.example/forward/?dstcode=VN:GOV:1',
  username: 'motcua',
  password: 'S3cret-9f3a',
  agency: 'H22',
}
const session = '9d1c-session'

/** A portal that logs everybody in and then answers as it is told; it keeps what it was sent. */
function answering(answer: () => Response, options: Partial<NationalPortalOptions> = {}) {
  const sent: { readonly url: string; readonly body: unknown }[] = []
  const fake = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    sent.push({ url: url as string, body: JSON.parse(init?.body as string) })
    const login = (url as string).includes('/mapi/login')
    return Promise.resolve(login ? Response.json({ error_code: 0, session }) : answer())
  }
  return { portal: nationalPortal({ ...account, fetch: fake, ...options }), sent }
}

async function failure(call: Promise<unknown>): Promise<AdapterFailure> {
  const error: unknown = await call.then(
    () => undefined,
    (it: unknown) => it,
  )
  expect(error).toBeInstanceOf(AdapterFailure)
  return error as AdapterFailure
}

describe('calls', () => {
  test.each([
    ['connect', false],
    ['read', true],
    ['write', true],
  ])('a network that goes away at %s leaves it uncertain whether the portal has the step: %s', async (syscall, isUncertain) => {
    const gone = Object.assign(new Error(`${syscall} EHOSTUNREACH`), { code: 'EHOSTUNREACH', syscall })
    const { portal } = answering(() => {
      throw new TypeError('fetch failed', { cause: gone })
    })
    expect(await failure(portal.postProgress(portalProgress('c1', 4)))).toMatchObject({ code: 'PORTAL_UNREACHABLE', isUncertain })
  })

  test('go to both endpoints under the gateway’s path, with its query, session and agency', async () => {
    const { portal, sent } = answering(() => Response.json({ error_code: '00', result: [] }))
    expect(await portal.findDossier('c1')).toBeUndefined()
    expect(sent).toEqual([
      { url: 'http://portal.example/forward/mapi/login?dstcode=VN:GOV:1', body: { username: 'motcua', password: 'S3cret-9f3a' } },
      {
        url: 'http://portal.example/forward/mapi/g?dstcode=VN:GOV:1',
        body: { session, madonvi: 'H22', service: 'TraCuuHoSo', mahoso: 'c1' },
      },
    ])
  })
})

describe('answers', () => {
  test.each([
    [400, 'PORTAL_REFUSED', false],
    [401, 'PORTAL_LOGIN_REFUSED', false],
    [403, 'PORTAL_REFUSED', false],
    [404, 'PORTAL_ANSWER_INVALID', false],
    [302, 'PORTAL_ANSWER_INVALID', false],
    [204, 'PORTAL_ANSWER_INVALID', false],
    [408, 'PORTAL_BUSY', true],
    [429, 'PORTAL_BUSY', true],
    [503, 'PORTAL_BUSY', true],
    [500, 'PORTAL_UNREACHABLE', true],
    [502, 'PORTAL_UNREACHABLE', true],
    [504, 'PORTAL_UNREACHABLE', true],
  ])('HTTP %d is %s', async (status, code, retry) => {
    const { portal } = answering(() => new Response(null, { status, headers: { location: 'http://elsewhere.example' } }))
    expect(await failure(portal.findDossier('c'))).toMatchObject({ code, retry })
  })

  test.each([
    [400, false],
    [401, false],
    [404, false],
    [408, false],
    [429, false],
    [204, true],
    [302, true],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
  ])('HTTP %d to a step: the portal may have it: %s', async (status, isUncertain) => {
    const { portal } = answering(() => new Response(null, { status }))
    expect(await failure(portal.postProgress(portalProgress('c', 2)))).toMatchObject({ isUncertain })
    expect(await failure(portal.findDossier('c'))).toMatchObject({ isUncertain: false })
  })

  test.each([
    ['a page', '<html>', true],
    ['no error_code', '{}', true],
    ['a refusal', '{"error_code":"05"}', false],
  ])('%s to a step: the portal may have it', async (_, body, isUncertain) => {
    const { portal } = answering(() => new Response(body))
    expect(await failure(portal.postProgress(portalProgress('c', 2)))).toMatchObject({ retry: false, isUncertain })
  })

  test.each([
    ['a page', '<html>'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['no error_code', '{"result":[]}'],
    ['an error_code that is none', '{"error_code":null}'],
    ['no result', '{"error_code":"00"}'],
    ['a result that is no list', '{"error_code":"00","result":{}}'],
    ['a result without a code', '{"error_code":"00","result":[{"TrangThaiHoSo":"2"}]}'],
    ['a result that is text', '{"error_code":"00","result":["c"]}'],
    ['a status that is none', '{"error_code":"00","result":[{"MaHoSo":"c","TrangThaiHoSo":"11"}]}'],
    ['no status', '{"error_code":"00","result":[{"MaHoSo":"c"}]}'],
  ])('%s is no answer, for good', async (_, body) => {
    const { portal } = answering(() => new Response(body))
    expect(await failure(portal.findDossier('c'))).toMatchObject({ code: 'PORTAL_ANSWER_INVALID', retry: false })
  })

  test('an answer without end is given up', async () => {
    const endless = () => new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(1_000_000).fill(32)) })
    const { portal } = answering(() => new Response(endless()))
    expect(await failure(portal.findDossier('c'))).toMatchObject({ code: 'PORTAL_ANSWER_INVALID', retry: false })
  })

  test('an answer that breaks off is unreachable', async () => {
    const broken = () => new ReadableStream({ pull: (to) => to.error(new Error('reset')) })
    const { portal } = answering(() => new Response(broken()))
    expect(await failure(portal.findDossier('c'))).toMatchObject({ code: 'PORTAL_UNREACHABLE', retry: true })
  })

  test('a dossier is found by its own code among others, its status as text or number', async () => {
    for (const status of ['4', 4]) {
      const result = [
        { MaHoSo: 'c10', TrangThaiHoSo: '9' },
        { MaHoSo: 'c1', TrangThaiHoSo: status },
      ]
      const { portal } = answering(() => Response.json({ error_code: '00', result }))
      expect(await portal.findDossier('c1')).toEqual({ code: 'c1', status: 4 })
      expect(await portal.findDossier('c2')).toBeUndefined()
    }
  })

  test('which codes mean busy or a lost session can be told', async () => {
    const errorCodes = { busy: ['-99'], session: ['-1'] }
    const busy = answering(() => Response.json({ error_code: '-99' }), { errorCodes })
    expect(await failure(busy.portal.findDossier('c'))).toMatchObject({ code: 'PORTAL_BUSY', retry: true })
    let answers = 0
    const lost = answering(() => Response.json(answers++ === 0 ? { error_code: -1 } : { error_code: '00', result: [] }), {
      errorCodes,
    })
    expect(await lost.portal.findDossier('c')).toBeUndefined()
    expect(lost.sent.filter(({ url }) => url.includes('/mapi/login'))).toHaveLength(2)
  })
})

describe('secrets', () => {
  test('no error tells the password or the session, whatever the portal repeats', async () => {
    const messages = fc.tuple(fc.string(), fc.string()).map(([a, b]) => `${a}${account.password}${b}${session}${a}`)
    const answers = fc
      .tuple(messages, fc.constantFrom('03', '99', '01', 7, account.password, session), fc.constantFrom(200, 500))
      .map(
        ([message, code, status]) =>
          () =>
            Response.json({ error_code: code, message }, { status }),
      )
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          answers,
          messages.map((text) => () => new Response(text)),
        ),
        async (answer) => {
          const shown = inspect(await failure(answering(answer).portal.findDossier('c')), { depth: 10 })
          expect(shown).not.toContain(account.password)
          expect(shown).not.toContain(session)
        },
      ),
    )
  })
})

describe('options', () => {
  test.each([
    ['no address', { url: 'portal' }],
    ['another protocol', { url: 'ftp://portal.example' }],
    ['a password inside the address', { url: `http://motcua:${account.password}@portal.example` }],
    ['no user', { username: '' }],
    ['no password', { password: '' }],
    ['no agency', { agency: '' }],
    ['no time at all', { timeoutMs: 0 }],
    ['half a millisecond', { timeoutMs: 0.5 }],
    ['more than a timer can wait', { timeoutMs: 2 ** 31 }],
  ])('%s is refused before any call', (_, change) => {
    const expected: unknown = expect.objectContaining({ code: 'PORTAL_OPTIONS_INVALID', retry: false })
    expect(() => nationalPortal({ ...account, ...change })).toThrow(expected)
    expect(() => nationalPortal({ ...account, ...change })).not.toThrow(account.password)
  })
})
