import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { officeWorld } from '../src/testing/world/office-world.fixture.ts'
import { checkWorld, type Run } from '../src/testing/world/index.ts'

const minutes = Number(process.env.MOTCUA_SOAK_MINUTES ?? 1)
const seed = Number(process.env.MOTCUA_SOAK_SEED ?? 1)
const REGRESSIONS = fileURLToPath(new URL('../src/testing/world/regressions.json', import.meta.url))

/** Seeds between two words of progress. */
const BATCH = 100

it(`a simulated world for ${minutes} minutes from seed ${seed}`, async () => {
  const end = Date.now() + minutes * 60_000
  const sum = { runs: 0, commands: 0, operations: 0, crashes: 0, effects: 0 }
  const add = ({ commands, operations, crashes, effects }: Run) => {
    sum.runs += 1
    sum.commands += commands
    sum.operations += operations
    sum.crashes += crashes
    sum.effects += effects
  }
  for (let next = seed; Date.now() < end; next += BATCH) {
    // Each batch is another world: more or fewer nodes, more or less trouble.
    const world = { ...officeWorld, nodes: 1 + (((next / BATCH) % 4) | 0) }
    const trouble = { deeds: 20 + (next % 5) * 20, faultShare: [0.01, 0.03, 0.1][Math.floor(next / BATCH) % 3] ?? 0.03 }
    await checkWorld(world, { seed: next, runs: BATCH, regressions: REGRESSIONS, onRun: add, ...trouble })
    const left = Math.max(0, Math.round((end - Date.now()) / 1_000))
    process.stdout.write(
      `seed ${next + BATCH - 1}: ${sum.runs} runs, ${sum.commands} commands, ${sum.operations} operations, ${sum.crashes} crashes, ${sum.effects} effects; ${left} s left\n`,
    )
  }
  expect(sum.commands).toBeGreaterThan(0)
})
