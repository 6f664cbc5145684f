import { writeFileSync } from 'node:fs'
import { memoryStore } from '../../../engine/src/index.ts'
import { openOffice, takeThrough } from './ten-steps.ts'

const AT_ONCE = 512

/** What the engine commits on its way, the same for every store: an arm of its own, so that no engine runs where the bare driver does. */
export async function recording() {
  const office = await openOffice(memoryStore(), true)
  const next = async (dossiers: number) => {
    const before = office.commits.length
    await takeThrough(office, dossiers, AT_ONCE)
    return office.commits.slice(before)
  }
  return {
    /** The commits of so many dossiers. */
    commits: next,
    /** The same into a file, one array as JSON. */
    async write(dossiers: number, path: string) {
      writeFileSync(path, JSON.stringify(await next(dossiers)))
      office.commits.length = 0
    },
    end: () => office.engine.stop(),
  }
}
