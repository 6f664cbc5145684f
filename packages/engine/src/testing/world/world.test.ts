import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { officeWorld } from './office-world.fixture.ts'
import { checkWorld, planOf, simulate, WorldFailure, type Dice, type Invariant } from './index.ts'

/** Plans that failed once. */
const REGRESSIONS = fileURLToPath(new URL('regressions.json', import.meta.url))
const SHAPE = { deeds: 40, nodes: 2, faultShare: 0.03 }

describe('a simulated world', () => {
  it('keeps every promise under many seeds', async () => {
    const runs = await checkWorld(officeWorld, { runs: 40, regressions: REGRESSIONS })
    const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((all, run) => all + of(run), 0)
    // It did not keep them by doing nothing.
    expect(sum(({ commands }) => commands)).toBeGreaterThan(400)
    expect(sum(({ crashes }) => crashes)).toBeGreaterThan(40)
    expect(sum(({ effects }) => effects)).toBeGreaterThan(100)
  }, 120_000)

  it('in which every command is refused has proved nothing, and says so', async () => {
    const lodge = () => ({ procedure: '0.000000', variables: {}, as: 'an' })
    await expect(checkWorld({ ...officeWorld, lodge }, { runs: 2 })).rejects.toThrow(/^WORLD_IDLE: .*PROCEDURE_UNKNOWN \(\d+\)/)
  })

  it('says what the commands were refused for', async () => {
    const lodge = (dice: Dice) => ({ ...officeWorld.lodge(dice), variables: { undeclared: 1 } })
    await expect(checkWorld({ ...officeWorld, lodge }, { runs: 2 })).rejects.toThrow(/^WORLD_IDLE: .*VARIABLE_UNDECLARED \(\d+\)/)
  })

  it.each(['lodge', 'complete', 'report'] as const)('ends with what `%s` throws', async (name) => {
    const world = {
      ...officeWorld,
      [name]: () => {
        throw new RangeError(`a mistake in ${name}`)
      },
    }
    await expect(checkWorld(world, { runs: 5 })).rejects.toThrow(new RangeError(`a mistake in ${name}`))
  })

  it('is the same run for the same seed', async () => {
    for (const seed of [3, 17]) {
      const one = await simulate(officeWorld, planOf(seed, SHAPE))
      expect(await simulate(officeWorld, planOf(seed, SHAPE))).toEqual(one)
      expect(one.operations).toBeGreaterThan(100)
    }
  })

  it('finds a promise that is not kept, makes the plan small, and keeps it', async () => {
    // A peer is asked twice when an answer is lost: whoever promises that it never is, is wrong.
    const onlyOnce: Invariant = {
      name: 'nobody is asked twice',
      check({ effects }) {
        const twice = effects.find(({ key }, index) => effects.findIndex((other) => other.key === key) < index)
        return twice === undefined ? undefined : `${twice.peer} was asked twice under ${twice.key}`
      },
    }
    const folder = mkdtempSync(join(tmpdir(), 'motcua-world-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const regressions = join(folder, 'not there yet', 'regressions.json')
    const world = { ...officeWorld, invariants: [onlyOnce] }
    const failed: unknown = await checkWorld(world, { runs: 40, regressions }).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(WorldFailure)
    const { plan, failure, message } = failed as WorldFailure
    expect(failure.invariant).toBe('nobody is asked twice')
    expect(message).toContain(`seed ${plan.seed}`)
    expect(message).toContain(
      `again: simulate(world, plan), with the plan of this error; kept in ${regressions}, and tried first`,
    )
    expect(plan.deeds.length).toBeLessThanOrEqual(SHAPE.deeds / 2)
    // Of more than a hundred faults those are left without any of which the promise would have been kept.
    expect(planOf(plan.seed, SHAPE).faults.length).toBeGreaterThan(100)
    for (const fault of plan.faults) {
      const without = { ...plan, faults: plan.faults.filter((other) => other !== fault) }
      expect((await simulate(world, without)).failure).toBeUndefined()
    }
    // It is kept, and fails first from now on.
    expect(JSON.parse(readFileSync(regressions, 'utf8'))).toEqual([plan])
    await expect(checkWorld(world, { runs: 0, regressions })).rejects.toBeInstanceOf(WorldFailure)
    expect((await simulate(officeWorld, plan)).failure).toBeUndefined()
  }, 120_000)
})
