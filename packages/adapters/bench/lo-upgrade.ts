import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { postgresStore } from '../src/store/postgres/index.ts'
import { startServer } from '../src/store/postgres/server.fixture.ts'
import { openOffice, takeThrough } from './office/ten-steps.ts'
import { fill } from './postgres/fill.ts'
import { questions } from './postgres/lo-queries.ts'

const say = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`)
const SCHEMA = 'motcua'
const open = async (url: string) => {
  const store = postgresStore({ connectionString: url, schema: SCHEMA })
  const begun = performance.now()
  await store.open()
  say(`${process.pid} opened in ${(performance.now() - begun).toFixed(0)} ms`)
  return store
}
const short = (answer: any): unknown => {
  if (Array.isArray(answer)) return answer.map(short)
  if (answer?.items) return { ids: answer.items.map((one: any) => one.id ?? one.dossier), next: answer.next }
  return answer
}
export async function main([what, url = '', arg = '']: string[]): Promise<void> {
  if (what === 'server') {
    const server = await startServer({ settings: { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', autovacuum: 'on', shared_buffers: '512MB', max_wal_size: '8GB' } })
    say(server.url())
    process.on('SIGTERM', () => void server.remove().then(() => process.exit(0)))
    setInterval(() => undefined, 1e6)
    return
  }
  if (what === 'fill') {
    const store = await open(url)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await fill(client, SCHEMA, Number(arg))
    await client.end()
    say('filled')
    const office = await openOffice(store)
    say(`${await takeThrough(office, 20_000, 256)} commits`)
    await office.engine.stop()
    return
  }
  if (what === 'ask') {
    const store = await open(url)
    const answers: Record<string, unknown> = {}
    for (const [name, ask] of questions(store)) {
      const begun = performance.now()
      answers[name] = short(await ask())
      say(`${(performance.now() - begun).toFixed(1).padStart(8)} ms  ${name}`)
    }
    for (const query of [{ isOpen: false }, { isOpen: false, order: 'opened' }, { isOpen: false, procedure: 'ten-steps' }, { isOpen: false, standing: 'returned' }, { isOpen: false, text: 'nguyen thi buoi' }, { text: 'buoi 7777' }, { procedure: 'ten-steps', text: 'buoi' }] as const) {
      const pages: unknown[] = []
      let after: string | undefined
      for (let page = 0; page < 3; page += 1) {
        const found: any = await store.dossiers({ ...query, limit: 50, ...(after === undefined ? {} : { after }) } as any)
        pages.push(short(found))
        if (found.next === null) break
        after = found.next
      }
      answers[JSON.stringify(query)] = pages
    }
    answers['counts by standing'] = await store.countDossiers({ by: 'standing' })
    writeFileSync(arg, JSON.stringify(answers, null, 1))
    await store.close()
    return
  }
  if (what === 'open') {
    const store = await open(url)
    await store.close()
    return
  }
  if (what === 'idle') {
    const office = await openOffice(await open(url))
    const begun = Date.now()
    let last = ''
    while (Date.now() - begun < Number(arg) * 1000) {
      const tried = async (name: string, work: () => Promise<unknown>) => {
        try { await work(); return `${name} ok` } catch (error: any) { return `${name} ${error.code}: ${error.message}` }
      }
      const told = [
        await tried('worklist', () => office.engine.worklist({ as: 'binh', limit: 1 } as any)),
        await tried('health', async () => { const { isReady, problems } = await office.engine.health(); if (problems.length > 0) throw Object.assign(new Error(JSON.stringify(problems)), { code: String(isReady) }) }),
        await tried('dossiers by text', () => office.engine.dossiers.list({ as: 'binh', text: 'buoi' } as any)),
        ...(process.argv.includes('--write') ? [await tried('lodge', () => office.lodge())] : []),
      ].join('\n   ')
      if (told !== last) say(told)
      last = told
      await sleep(500)
    }
    await office.engine.stop()
    return
  }
  throw new Error(`what is ${what}?`)
}
