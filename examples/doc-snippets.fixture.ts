import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Made from other files, each held by a test of its own. */
const MADE = /^docs\/(errors\.md|elements|procedures)/

/** A piece of code that a page shows. */
export interface Snippet {
  /** `docs/embed/calendar.md:12`, of its first line. */
  readonly at: string
  readonly language: string
  readonly text: string
}

/** Every fenced block of the pages that people read, in their order. */
export const SNIPPETS: readonly Snippet[] = pages().flatMap((page) => {
  const text = readFileSync(`${ROOT}${page}`, 'utf8')
  return [...text.matchAll(/^```([a-z]+)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = '', 2: code = '' }) => ({
    at: `${page}:${text.slice(0, index).split('\n').length + 1}`,
    language,
    text: code,
  }))
})

export const snippetsOf = (language: string) => SNIPPETS.filter((one) => one.language === language)

function pages(): string[] {
  const below = (folder: string) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => `${folder}/${name}`)
  const found = ['README.md', 'CONTRIBUTING.md', 'examples/README.md', ...below('docs'), ...below('packages/adapters/src')]
  return found.filter((page) => !MADE.test(page)).sort()
}

/** What a reader of a page has at hand: programs show only what is new. */
export const AT_HAND = `
type Engine = import('@motcua/engine').Engine
declare const engine: Engine
// A name may stand for the thing or for its code.
declare const agency: import('@motcua/procedures').Agency & string
declare const dossier: import('@motcua/engine/ports').PortalDossier & string
declare const task: { id: string }
declare const people: import('@motcua/engine/ports').Principal[]
declare const [applicant, child, components]: import('@motcua/engine').Variables[string][]
declare const [channel, returnBy, citizen, id, connectionString, username, password, key, subject, text]: string[]
declare const [asOf, size, tenYearsAgo]: number[]
declare const store: import('@motcua/engine/ports').Store
declare const calendar: import('@motcua/engine').Calendar
declare const procedures: import('@motcua/engine').ProcedureModule[]
declare const permit: import('@motcua/engine').Procedure
declare const definition: import('@motcua/engine').Definition
declare const variables: import('@motcua/engine').Variables
declare const adapters: import('@motcua/engine').Adapters
declare const signer: import('@motcua/engine/ports').Signer
declare const documents: import('@motcua/engine/ports').DocumentStore
declare const request: AsyncIterable<Uint8Array>
declare const period: import('@motcua/procedures').Period
declare const to: import('@motcua/engine/ports').Notification['to']
declare const attachments: import('@motcua/engine/ports').Notification['attachments']
declare const ingress: { url: string }
declare function show(...what: unknown[]): void
declare function refuse(why: string): never
declare function sandbox(text: string, read: unknown, at: unknown): import('@motcua/engine').Variables[string]
declare function myPortal(peer: unknown): import('@motcua/engine/ports').Portal
declare function test(name: string, run: () => unknown): void
`
