import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Testimony, Witness, WitnessedReconciliation } from '@motcua/engine/ports'
import { expect, onTestFinished, test } from 'vitest'
import { fileWitness } from './index.ts'

test('the last commit of a day is found wherever it stands in a long file, whatever letters stand where one reads from', async () => {
  const key = 'Lò Thị Phượng'.repeat(7)
  const line = (one: Testimony) => `\n${JSON.stringify(one)}\n`
  const others = (count: number) => Array.from({ length: count }, (_, index) => line({ ...tried(`${key}${index}`) })).join('')
  for (const [before, after] of [
    ...[
      [0, 0],
      [0, 900],
      [400, 400],
      [900, 0],
      [3_000, 2_999],
    ],
    ...Array.from({ length: 8 }, (_, index) => [500, 100 + index]),
  ] as [number, number][]) {
    const path = folder()
    await fileWitness(path).open('s')
    const text = `${others(before)}${line(commit(1))}${others(before)}${line(commit(2))}${others(after)}`
    writeFileSync(join(path, '0-2026-11-27-abc.ndjson'), `${text}{"kind":"commit","at":9,"dos`)
    expect((await fileWitness(path).open('s')).last).toEqual([commit(2)])
  }
  const path = folder()
  await fileWitness(path).open('s')
  writeFileSync(join(path, '0-2026-11-27-abc.ndjson'), others(2_000))
  expect((await fileWitness(path).open('s')).last).toEqual([])
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'motcua-witness-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const commit = (seq: number, dossier = 'd'): Testimony => ({ kind: 'commit', at: seq * 1_000, dossier, seq, hash: `h${seq}` })
const tried = (job: string): Testimony => ({ kind: 'try', at: 1, job, dossier: 'd', type: 'tell', key: job, digest: 'x' })
const reconciliation = (generation: number): WitnessedReconciliation => ({
  ...{ generation, at: 5, actor: 'oanh', reason: 'the disk died', restoredTo: null, doubts: [] },
})

async function told(witness: Witness, generation = 0): Promise<readonly Testimony[]> {
  const all: Testimony[] = []
  for await (const one of witness.testimonies(generation)) all.push(one)
  return all
}

test('what was told is there for whoever opens the folder next, the last commit of each node first of all', async () => {
  const path = folder()
  const [one, other] = [fileWitness(path), fileWitness(path)]
  expect(await one.open('s')).toEqual({ last: [], reconciliations: [] })
  await other.open('s')
  for (const testimony of [commit(1), tried('j'), commit(2), tried('k')]) one.tell(testimony)
  other.tell(commit(7, 'e'))
  const next = fileWitness(path)
  const { last } = await next.open('s')
  expect([...last].sort((a, b) => a.seq - b.seq)).toEqual([commit(2), commit(7, 'e')])
  expect(await told(next)).toHaveLength(5)
  await Promise.all([one.close(), other.close(), next.close()])
})

test('the witness of another store is refused, and stays as it is', async () => {
  const path = folder()
  await fileWitness(path).open('one')
  await expect(fileWitness(path).open('other')).rejects.toMatchObject({ code: 'WITNESS_OF_ANOTHER_STORE', retry: false })
  expect((await fileWitness(path).open('one')).last).toEqual([])
})

test('a reconciliation begins anew, and of two nodes one makes it', async () => {
  const path = folder()
  const [one, other] = [fileWitness(path), fileWitness(path)]
  await Promise.all([one.open('s'), other.open('s')])
  one.tell(commit(3))
  expect(await Promise.all([one.reconcile(reconciliation(1)), other.reconcile(reconciliation(1))])).toEqual([true, false])
  await one.close()
  expect(await one.open('s')).toEqual({ last: [], reconciliations: [reconciliation(1)] })
  expect([await told(one, 1), await told(one, 0)]).toEqual([[], [commit(3)]])
  one.tell(commit(4))
  await one.close()
  expect((await fileWitness(path).open('s')).last).toEqual([commit(4)])
})

test('a line that was cut off by a crash was never told', async () => {
  const path = folder()
  const witness = fileWitness(path)
  await witness.open('s')
  witness.tell(commit(1))
  await witness.close()
  const [segment = ''] = readdirSync(path).filter((name) => name.endsWith('.ndjson'))
  appendFileSync(join(path, segment), '{"kind":"commit","at":2,"dos')
  expect((await fileWitness(path).open('s')).last).toEqual([commit(1)])
})

test('what is older than any backup is forgotten, but for the highest number of each series', async () => {
  const path = folder()
  const serial = (series: string, key: string, number: number): Testimony => ({
    kind: 'serial',
    at: 1,
    series,
    key,
    serial: number,
  })
  const old = [commit(1), serial('codes', 'a', 1), tried('j'), serial('codes', 'b', 2), serial('forms', 'a', 9)]
  await fileWitness(path).open('s')
  writeFileSync(join(path, '0-2020-01-01-abc.ndjson'), old.map((one) => `${JSON.stringify(one)}\n`).join(''))
  writeFileSync(join(path, '0-2020-01-02-abc.ndjson'), `${JSON.stringify(commit(2))}\n`)
  // As long as nothing else was told, no day is old.
  expect((await fileWitness(path).open('s')).last).toEqual([commit(2)])
  const witness = fileWitness(path)
  await witness.open('s')
  witness.tell(commit(3))
  await witness.close()
  for (let opened = 0; opened < 2; opened += 1) {
    const next = fileWitness(path)
    expect((await next.open('s')).last).toEqual([commit(3)])
    expect(await told(next)).toEqual([serial('codes', 'b', 2), serial('forms', 'a', 9), commit(3)])
  }
  expect(readdirSync(path).filter((name) => name.includes('2020'))).toEqual(['0-2020-01-01-abc.serials.ndjson'])
})

test('a folder that cannot be used is said so', async () => {
  const path = folder()
  writeFileSync(join(path, 'file'), '')
  const failure = await fileWitness(join(path, 'file'))
    .open('s')
    .then(
      () => undefined,
      (error: unknown) => error,
    )
  expect(failure).toMatchObject({ code: 'WITNESS_UNUSABLE', retry: true })
})

test('a line that was cut off in the middle of a file, as by a disk that was full for a while, takes no other with it', async () => {
  const path = folder()
  const witness = fileWitness(path)
  await witness.open('s')
  witness.tell(commit(1))
  const [segment = ''] = readdirSync(path).filter((name) => name.endsWith('.ndjson'))
  appendFileSync(join(path, segment), '{"kind":"try","at":1,"jo')
  witness.tell(tried('j'))
  witness.tell(commit(2))
  await witness.close()
  const next = fileWitness(path)
  expect((await next.open('s')).last).toEqual([commit(2)])
  expect(await told(next)).toEqual([commit(1), tried('j'), commit(2)])
})
