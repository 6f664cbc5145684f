import { AdapterFailure } from '@motcua/engine/ports'

export interface NationalPortalOptions {
  /**
   * Where the portal's gateway is; `/mapi/login` and `/mapi/g` are added to its path. A query stays, as the data exchange axis asks for:
   * `http://10.0.0.5:8081/XrdAdapter/RestService/forward?dstcode=…`.
   */
  readonly url: string
  readonly username: string
  readonly password: string
  /** Agency code (madonvi), as `000.00.01.H22`. */
  readonly agency: string
  /** How long one call may take, in milliseconds; 60,000 unless told. A sync is up to three calls, and a login. */
  readonly timeoutMs?: number
  /** Instead of the platform's `fetch`, as for a client certificate. */
  readonly fetch?: typeof fetch
  /** What the portal's error codes mean, where they are others than the defaults. */
  readonly errorCodes?: Partial<PortalErrorCodes>
}

export const NAMES: Readonly<Record<keyof NationalPortalOptions, true>> = {
  ...{ url: true, username: true, password: true, agency: true },
  ...{ timeoutMs: true, fetch: true, errorCodes: true },
}

/** Error codes that call for more than handing the refusal on. Every other one is a refusal for good. */
export interface PortalErrorCodes {
  /** The session is unknown or over: log in again. */
  readonly session: readonly string[]
  /** Worth a retry. */
  readonly busy: readonly string[]
}

/** Options that were looked at. */
export interface PortalSettings {
  readonly loginUrl: string
  readonly serviceUrl: string
  readonly username: string
  readonly password: string
  readonly agency: string
  readonly timeoutMs: number
  readonly fetch: typeof fetch
  readonly errorCodes: PortalErrorCodes
}

/** As long as one-stop systems wait for the portal. */
const defaultTimeoutMs = 60_000

/** Published are only `00` and 0 for success; the rest is what the simulator answers, and to be set when a portal says otherwise. */
const defaultErrorCodes: PortalErrorCodes = { session: ['01'], busy: ['99'] }

/** @throws AdapterFailure PORTAL_OPTIONS_INVALID (final) */
export function settingsFrom(options: NationalPortalOptions): PortalSettings {
  const { username, password, agency, timeoutMs = defaultTimeoutMs } = options
  for (const [name, value] of Object.entries({ username, password, agency })) {
    if (typeof value !== 'string' || value === '')
      throw invalid(`expected text as ${name}, found ${value === '' ? 'an empty one' : kindOf(value)}`)
  }
  // Timers take 31 bits: a longer one would fire at once.
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs >= 2 ** 31) {
    throw invalid(`expected whole milliseconds as timeoutMs, found ${timeoutMs}`)
  }
  const base = baseUrl(options.url)
  return {
    ...{ username, password, agency, timeoutMs },
    loginUrl: endpoint(base, '/mapi/login'),
    serviceUrl: endpoint(base, '/mapi/g'),
    fetch: options.fetch ?? fetch,
    errorCodes: { ...defaultErrorCodes, ...options.errorCodes },
  }
}

/** What it is, and nothing of what it says. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'none'
  return typeof value === 'string' ? 'another text' : typeof value
}

/** The text of a wrong address is not repeated: it may carry a password. */
function baseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw invalid(`expected an http or https address as url, found ${kindOf(text)}`)
  if (url.username !== '' || url.password !== '')
    throw invalid('expected no user and password inside url, found some: they are options of their own')
  return url
}

function endpoint(base: URL, path: string): string {
  const url = new URL(base)
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  url.hash = ''
  return url.href
}

function invalid(message: string): AdapterFailure {
  return new AdapterFailure('PORTAL_OPTIONS_INVALID', message, { retry: false })
}
