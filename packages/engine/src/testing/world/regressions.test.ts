import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { officeWorld } from './office-world.fixture.ts'
import { checkWorld, WorldFailure, type Plan } from './index.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-regressions-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A world whose promise nobody keeps. */
const broken = { ...officeWorld, invariants: [{ name: 'nothing ever happens', check: () => 'something did' }] }

const failureOf = (seed: number, regressions: string): Promise<unknown> =>
  checkWorld(broken, { seed, runs: 1, deeds: 4, regressions }).catch((error: unknown) => error)

it('runs that fail at the same time each keep their plan in the one file', async () => {
  const folder = temporaryFolder()
  const regressions = join(folder, 'plans.json')
  const failed = await Promise.all([1, 2, 3, 4, 5].map((seed) => failureOf(seed, regressions)))
  const plans = failed.map((error) => (error as WorldFailure).plan)
  const kept = JSON.parse(readFileSync(regressions, 'utf8')) as readonly Plan[]
  expect(kept).toHaveLength(plans.length)
  expect(kept).toEqual(expect.arrayContaining(plans))
  expect(readdirSync(folder)).toEqual(['plans.json'])
})

it('the same plan is kept once', async () => {
  const regressions = join(temporaryFolder(), 'plans.json')
  const failed = await Promise.all([failureOf(7, regressions), failureOf(7, regressions)])
  expect(failed.every((error) => error instanceof WorldFailure)).toBe(true)
  expect(JSON.parse(readFileSync(regressions, 'utf8'))).toHaveLength(1)
})

it('a file that cannot be written hides no failure', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const failed = await failureOf(1, join(folder, 'file', 'plans.json'))
  expect(failed).toBeInstanceOf(WorldFailure)
  expect((failed as WorldFailure).message).toMatch(
    /^WORLD_INVARIANT: nothing ever happens[^]*not kept for the next time: E(EXIST|NOTDIR)/,
  )
})
