import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const command = fileURLToPath(new URL('../../../scripts/faults.mjs', import.meta.url))

interface Report {
  readonly did: Readonly<Record<string, number | string>>
  readonly breaches: readonly string[]
}

/** Runs the campaign as a person does: `npm run faults -- …`. */
async function run(
  args: readonly string[],
): Promise<{ readonly code: unknown; readonly output: string; readonly errors: string }> {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  return { code, output, errors }
}

test('SQLite under kill -9, a full disk and a clock that is set back: nothing is lost, nothing is done twice', async () => {
  const { output, errors } = await run(['--store', 'sqlite', '--kills', '4', '--clients', '3', '--seed', '7', '--json'])
  expect(output, errors).not.toBe('')
  const { did, breaches } = JSON.parse(output) as Report
  expect(breaches).toEqual([])
  expect(did['kill -9 of a node']).toBeGreaterThanOrEqual(4)
  expect(did['clock set back']).toBe(1)
  expect(did['commands accepted']).toBeGreaterThan(4)
  expect(did['dossiers, all brought to their end']).toBeGreaterThan(0)
}, 120_000)

test('PostgreSQL under kill -9, a restart of the server and a full disk: the same', async () => {
  const { output, errors } = await run([...'--store postgres --kills 2 --nodes 2 --clients 2 --seed 7 --json'.split(' ')])
  expect(output, errors).not.toBe('')
  const { did, breaches } = JSON.parse(output) as Report
  expect(breaches).toEqual([])
  expect(did['kill -9 of a node']).toBeGreaterThanOrEqual(2)
  expect(did['database restarted']).toBeGreaterThanOrEqual(1)
  expect(did['commands accepted']).toBeGreaterThan(2)
  expect(did['dossiers, all brought to their end']).toBeGreaterThan(0)
}, 240_000)

// Reason to skip: npm has no Restate server for this machine.
const hasRestate = process.platform === 'linux' && spawnSync('npm', ['--version']).status === 0

test.skipIf(!hasRestate)(
  'Restate under kill -9 of its services, its server and what it is read from, and with new services: the same',
  async () => {
    const { output, errors } = await run([...'--store restate --kills 3 --clients 4 --seed 7 --json'.split(' ')])
    expect(output, errors).not.toBe('')
    const { did, breaches } = JSON.parse(output) as Report
    expect(breaches).toEqual([])
    expect(did).toMatchObject({
      ...{ 'kill -9 of the services': 3, 'kill -9 of the Restate server': 1 },
      ...{ 'kill -9 of the reading store': 1, 'services registered beside others': 1 },
    })
    expect(did['commands accepted']).toBeGreaterThan(2)
    expect(did['dossiers, all brought to their end']).toBeGreaterThan(0)
  },
  240_000,
)

test('a store that is none is refused', async () => {
  expect(await run(['--store', 'floppy'])).toMatchObject({
    code: 2,
    errors: 'expected --store and one of sqlite, postgres, restate, found floppy\n',
  })
})
