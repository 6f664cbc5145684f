// A province's one-stop counters as a service of their own: SQLite, digital signatures, the national portal, worklists over HTTP.
// The environment says where things are: DATA (a folder), PORT, PORTAL_URL, PORTAL_USER, PORTAL_PASSWORD, P12 (a file), P12_PASSPHRASE.
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { archivePackages } from '@motcua/adapters/archive'
import { fileDocumentStore } from '@motcua/adapters/documents'
import { directory } from '@motcua/adapters/identity'
import { folderNotifier } from '@motcua/adapters/notify'
import { sqlitePaperStore } from '@motcua/adapters/papers'
import { nationalPortal } from '@motcua/adapters/portal'
import { pdfRenderer } from '@motcua/adapters/render'
import { padesSigner } from '@motcua/adapters/signing'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { CommandRejected, createEngine, EngineError, type Variables } from '@motcua/engine'
import { libraryProcedure, oneStop } from '@motcua/procedures'

const { DATA = 'province', PORT = '8080', PORTAL_URL = '', PORTAL_USER = '', PORTAL_PASSWORD = '' } = process.env
const { P12 = join(DATA, 'leader.p12'), P12_PASSPHRASE = '' } = process.env
const agency = { code: '000.00.01.H05', letterhead: ['UBND XÃ TÂN HỘI'], unit: 'Bộ phận Một cửa', place: 'Xã Tân Hội' }
// Yours: whoever your own single sign-on knows, with the roles that they have.
const people = [
  { id: 'an', identifier: '027085000017', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
  { id: 'chi', name: 'Phạm Thị Chi', roles: ['registrar'] },
  { id: 'dung', name: 'Hoàng Văn Dũng', roles: ['leader'] },
]
// Birth and death registration; `LIBRARY` names what else there is, and a YAML file of your own is one more.
const OFFERED = ['1.001193', '1.000656'] as const
mkdirSync(DATA, { recursive: true })
const inData = (name: string) => join(DATA, name)

const engine = createEngine({
  store: sqliteStore(inData('dossiers.db')),
  agency: agency.code,
  procedures: OFFERED.map((code) => oneStop(libraryProcedure(code), { agency })),
  adapters: {
    identity: directory(people),
    documents: fileDocumentStore(inData('documents')),
    papers: sqlitePaperStore(inData('papers.db')),
    archive: archivePackages(inData('archive')),
    notifier: folderNotifier(inData('outbox')), // yours: mail, SMS, VNeID
    renderer: pdfRenderer(),
    signer: padesSigner({ p12: readFileSync(P12), passphrase: P12_PASSPHRASE }),
    portal: nationalPortal({ url: PORTAL_URL, username: PORTAL_USER, password: PORTAL_PASSWORD, agency: agency.code }),
  },
  onError: (error) => console.error(error),
})
await engine.start()

/** What each address answers; `as` is who asks, `command` makes a request safe to send again. */
const routes: Readonly<Record<string, (ask: { id: string; body: Variables; as: string; command?: string }) => Promise<unknown>>> =
  {
    'GET worklist': ({ as }) => engine.worklist({ as }),
    'GET dossiers': ({ id, as }) => engine.dossier(id, { as }),
    'POST procedures': ({ id, body, ...by }) => engine.lodge(id, body, by),
    'POST tasks': ({ id, body, ...by }) => engine.complete(id, body, by),
  }

const server = createServer((request, response) => {
  void answer(request).then(({ status, body }) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(body))
  })
})

async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const [, name = '', id = ''] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/')
  const route = routes[`${request.method ?? ''} ${name}`]
  if (route === undefined) return { status: 404, body: { code: 'NOT_FOUND' } }
  // Put your own login in front: this header is for a proxy that has checked who it is.
  const { 'x-user': as, 'idempotency-key': command } = request.headers
  try {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Variables)
    const by = { as: String(as), ...(typeof command === 'string' ? { command } : {}) }
    return { status: 200, body: await route({ id: decodeURIComponent(id), body, ...by }) }
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 400, body: { code: 'JSON_EXPECTED' } }
    if (error instanceof CommandRejected) return { status: 409, body: error.rejection }
    if (error instanceof EngineError)
      return { status: 403, body: { code: error.code, message: error.message, remedy: error.remedy } }
    console.error(error)
    return { status: 500, body: { code: 'INTERNAL' } }
  }
}

server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
process.once('SIGTERM', () => server.close(() => void engine.stop()))
