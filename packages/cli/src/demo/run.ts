/**
 * Theory of operation
 *
 * The demo is a driver that looks at the dossier and does the next thing: nothing of the story is kept in the program. Killed at any
 * moment and started again on the same folder, it finds the dossier where the database has it and goes on. Time is simulated: it
 * goes forward when somebody acts, and to the next try of a job that failed. A step that the portal may have got before it fell silent, or
 * before this program was killed, is not posted again until the operator has looked at the portal.
 */
import { copyFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { archivePackages } from '@motcua/adapters/archive'
import { fileDocumentStore } from '@motcua/adapters/documents'
import { directory } from '@motcua/adapters/identity'
import { folderNotifier } from '@motcua/adapters/notify'
import { nationalPortal } from '@motcua/adapters/portal'
import { startPortalSimulator, type PortalSimulator } from '@motcua/adapters/portal/simulator'
import { pdfRenderer } from '@motcua/adapters/render'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { createEngine, openEvent, parseInstant, simulatedClock, verifyChain, type DossierView, type Engine } from '@motcua/engine'
import type { DocumentStore, Store } from '@motcua/engine/ports'
import { birthRegistration, oneStop } from '@motcua/procedures'
import { diagramSvg } from '../diagram/index.ts'
import type { Terminal } from '../terminal/output.ts'
import { paint } from '../terminal/paint.ts'
import { markFinished, openFolder, type DemoFolder } from './folder.ts'
import { pathTaken } from './path-taken.ts'
import { AGENCY, CITIZEN, PEOPLE } from './people.ts'
import { settleDoubtfulSteps } from './doubtful-steps.ts'
import { deedAt, LODGED } from './script.ts'
import { demoSigner } from './signing-key.ts'
import { Timeline } from './timeline.ts'
import { WORDS } from './words.ts'

const BEGINNING = parseInstant('2025-08-29T15:10') ?? 0
const MINUTE = 60_000
/** When this was done, the portal's answer to a step is lost. */
const ANSWER_LOST_AT = 'examine'
/** Longer than a lease: what a killed run had taken up is free again. */
const AFTER_A_CRASH = 5 * MINUTE
const CREDENTIALS = { username: 'motcua', password: 'only-a-simulator' }
/** The operator and auditor, who may read everything. */
const READER = 'oanh'

export interface DemoOptions {
  readonly folder: string
  /** Real milliseconds between two deeds, for people who watch. */
  readonly paceMs: number
}

export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<void> {
  const folder = openFolder(options.folder)
  const words = WORDS[terminal.language]
  const colour = paint(terminal)
  terminal.out(`${colour.bold(words.title)}\n${words.story}\n`)
  const store = sqliteStore(folder.database)
  await store.open()
  const last = (await store.feed(null, 10_000)).at(-1)?.row.at
  if (last !== undefined) terminal.out(`${words.resumed}\n`)
  const clock = simulatedClock(last === undefined ? BEGINNING : last + AFTER_A_CRASH)
  const simulator = await startPortalSimulator({ ...CREDENTIALS, agency: AGENCY.code, journal: folder.portalJournal })
  try {
    if ((await simulator.dossiers()).length === 0) {
      await simulator.fail(1, 'http500')
      await simulator.fail(1, 'answer-lost')
    }
    terminal.out(`${words.portal}: ${simulator.url} (PID ${simulator.pid}). ${words.portalFails}\n`)
    const documents = fileDocumentStore(folder.documents)
    const renderer = pdfRenderer()
    const { signer, authority } = await demoSigner(folder, BEGINNING)
    const timeline = new Timeline(birthRegistration, terminal)
    const engine = createEngine({
      store,
      clock,
      procedures: [oneStop(birthRegistration, { agency: AGENCY })],
      adapters: {
        identity: directory(PEOPLE),
        notifier: folderNotifier(folder.outbox),
        archive: archivePackages(folder.archive),
        portal: nationalPortal({ url: simulator.url, ...CREDENTIALS, agency: AGENCY.code, timeoutMs: 5_000 }),
        documents,
        renderer,
        signer,
      },
      onJob: (notice) => timeline.job(notice, clock.now()),
      onError: (error) => terminal.err(`${String(error)}\n`),
    })
    await engine.start()
    try {
      const { id } = await engine.lodge('1.001193', LODGED, { as: CITIZEN, command: 'demo' })
      const show = new AbortController()
      const shown = follow(engine, id, timeline, show.signal)
      const settle = () => settleDoubtfulSteps(engine, simulator, birthRegistration, timeline, READER)
      const before = async (element: string) => {
        await pause(options.paceMs)
        if (element === ANSWER_LOST_AT) await simulator.fail(1, 'answer-lost')
      }
      await drive(engine, store, clock, id, { tools: { documents, renderer }, settle, before })
      await pause(50)
      show.abort()
      await shown
      const left = await leaveFiles(engine, documents, folder, authority, id)
      await summary(engine, simulator, id, left, terminal)
    } finally {
      await engine.stop()
    }
    markFinished(folder)
  } finally {
    await simulator.stop()
  }
}

async function follow(engine: Engine, dossier: string, timeline: Timeline, signal: AbortSignal): Promise<void> {
  for await (const { event, actor } of engine.events({ as: READER, dossier, signal })) {
    if (event !== null) timeline.event(event, actor)
  }
}

/** Does what is to be done until nothing is: jobs first, then the most urgent task. */
async function drive(
  engine: Engine,
  store: Store,
  clock: ReturnType<typeof simulatedClock>,
  id: string,
  {
    tools,
    settle,
    before,
  }: {
    readonly tools: Parameters<typeof deedAt>[2]
    readonly settle: () => Promise<boolean>
    readonly before: (element: string) => Promise<void>
  },
): Promise<void> {
  for (;;) {
    await engine.settled()
    if (await settle()) continue
    const waiting = [...(await store.jobs({ dossier: id, status: 'queued', limit: 100 }))].sort((a, b) => a.at - b.at)
    const next = waiting.find(({ at }) => at > clock.now())
    if (next !== undefined) {
      clock.goTo(next.at)
      continue
    }
    const view = await engine.dossier(id, { as: READER })
    if (view.status !== 'running') return
    // What a killed run had taken up is free again when its lease ends.
    const leased = await store.jobs({ dossier: id, status: 'leased', limit: 100 })
    const free = Math.min(...leased.map(({ leasedUntil }) => leasedUntil ?? Infinity))
    if (free > clock.now() && free < Infinity) {
      clock.goTo(free)
      continue
    }
    const [task] = (await store.tasks({ dossier: id, limit: 1 })).items
    const deed = task === undefined ? undefined : await deedAt(task.element, view, tools)
    if (task === undefined || deed === undefined) throw new Error(stuck(view))
    clock.goTo(task.openedAt + deed.afterMinutes * MINUTE)
    await before(task.element)
    await engine.complete(task.id, deed.variables, { as: deed.as, command: `demo:${task.id}` })
  }
}

function stuck({ waiting, incidents }: DossierView): string {
  const problems = incidents.map(({ code, message }) => `${code}: ${message}`).join('; ')
  return `the dossier waits for ${waiting.map(({ element }) => element).join(', ')}${problems === '' ? '' : ` (${problems})`}`
}

type Left = readonly (readonly [what: keyof (typeof WORDS)['en']['what'], path: string])[]

async function leaveFiles(
  engine: Engine,
  documents: DocumentStore,
  folder: DemoFolder,
  authority: string,
  id: string,
): Promise<Left> {
  const view = await engine.dossier(id, { as: READER })
  const rows = await engine.journal(id, { as: READER })
  const digestOf = (variable: string, key: string) => String((view.variables[variable] as Record<string, unknown>)[key])
  const save = async (name: string, digest: string) => {
    writeFileSync(folder.file(name), await documents.get(digest))
    return folder.file(name)
  }
  const events = rows.flatMap((row) => row.events.map(openEvent))
  const diagram = folder.file('procedure.svg')
  writeFileSync(diagram, await diagramSvg(birthRegistration.definition, { taken: pathTaken(birthRegistration, events) }))
  const journal = folder.file('journal.ndjson')
  writeFileSync(journal, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
  const archive = folder.file('archive.zip')
  copyFileSync(digestOf('archivePackage', 'location'), archive)
  return [
    ['receipt', await save('receipt.pdf', digestOf('receipt', 'digest'))],
    ['result', await save('result.pdf', digestOf('result', 'digest'))],
    ['archive', archive],
    ['journal', journal],
    ['diagram', diagram],
    ['transfer', await save('transfer.json', digestOf('transferRecord', 'manifest'))],
    ['signature', await save('transfer.json.p7s', digestOf('transferRecord', 'signature'))],
    ['authority', authority],
    ['database', folder.database],
  ]
}

async function summary(engine: Engine, simulator: PortalSimulator, id: string, left: Left, terminal: Terminal): Promise<void> {
  const words = WORDS[terminal.language]
  const colour = paint(terminal)
  const rows = await engine.journal(id, { as: READER })
  const broken = verifyChain(rows)
  if (broken !== undefined) throw new Error(`the journal is broken at ${broken.seq}: ${broken.problem}`)
  const [known] = await simulator.dossiers()
  terminal.out(
    `\n${colour.green('✓')} ${words.proved}: ${rows.length} ${words.commands}, ${rows.at(-1)?.hash.slice(0, 16) ?? ''}…\n`,
  )
  terminal.out(`${colour.green('✓')} ${words.portalHas} ${known?.status ?? '–'}: ${known?.code ?? '–'}\n`)
  terminal.out(`\n${colour.bold(words.files)}\n`)
  for (const [what, path] of left) terminal.out(`  ${path}\n      ${colour.dim(words.what[what])}\n`)
}
