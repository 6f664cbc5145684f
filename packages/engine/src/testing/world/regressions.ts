/**
 * Theory of operation
 *
 * Several processes may keep plans in one file at once. Who adds one holds the file's lock (a file beside it, created where there is none),
 * reads what is there by then, and puts the whole in its place by a rename: nobody's plan is lost, and nobody reads half a file.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { mustHold } from '../../ports/index.ts'
import { mustBePlan } from './given.ts'
import type { Plan } from './plan.ts'

/** To read and write a file of some kilobytes takes milliseconds, also behind many others. */
const LONGEST_WAIT_MS = 10_000
const POLL_MS = 10

/** Plans that failed once; none where there is no file. @throws AdapterFailure OPTIONS_INVALID */
export function plansIn(file: string): readonly Plan[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  try {
    const plans = JSON.parse(text) as readonly Plan[]
    for (const plan of plans) mustBePlan('checkWorld', plan)
    return plans
  } catch {
    mustHold('checkWorld', 'regressions', text, `plans that it wrote in ${file}`, false)
    return []
  }
}

/**
 * Adds a plan to those of a file, after what others have added by now.
 *
 * @throws Error where it cannot: the file or its folder cannot be written, or the lock is not let go of
 */
export async function keepPlan(file: string, plan: Plan): Promise<void> {
  mkdirSync(dirname(file), { recursive: true })
  const lock = `${file}.lock`
  await taken(lock)
  try {
    const kept = plansIn(file)
    if (kept.some((other) => JSON.stringify(other) === JSON.stringify(plan))) return
    // Who has the lock is alone with this file, too.
    writeFileSync(`${file}.new`, `${JSON.stringify([...kept, plan], null, 2)}\n`)
    renameSync(`${file}.new`, file)
  } finally {
    rmSync(lock)
  }
}

async function taken(lock: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    try {
      closeSync(openSync(lock, 'wx'))
      return
    } catch (error) {
      if (!isThere(error)) throw error
    }
    if (waitedMs >= LONGEST_WAIT_MS)
      throw new Error(
        `expected ${lock} to be let go of, found it held for ${LONGEST_WAIT_MS} ms: remove it where no test is running`,
      )
    await new Promise((resolve) => {
      setTimeout(resolve, POLL_MS)
    })
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'EEXIST'
}
