import { DBOS } from '@dbos-inc/dbos-sdk'
import { meter, type Turn } from '../meter.ts'

const STEPS = 10

/**
 * DBOS in a process of its own. Workflows are started where they run, so that no queue is written and polled; nothing is traced. It has its own ten
 * connections: with 5 to 40 of them, and 16 to 256 workflows at once, it was as quick within the noise of the machine.
 */
export async function dbos({ url }: { readonly url: string }) {
  DBOS.setConfig({ name: 'ten-steps', systemDatabaseUrl: url, logLevel: 'error' })
  const tenSteps = DBOS.registerWorkflow(
    async (number: number) => {
      let sum = number
      for (let step = 0; step < STEPS; step += 1) sum = await DBOS.runStep(async () => sum + 1, { name: `step-${step}` })
      return sum
    },
    { name: 'tenSteps' },
  )
  await DBOS.launch()
  return {
    /** Workflows of ten steps that do nothing, so many at once; its commits are its steps. */
    async load(workflows: number, atOnce: number): Promise<Turn> {
      let next = 0
      const measured = meter()
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          while (next < workflows) await tenSteps(next++)
        }),
      )
      return measured(workflows * STEPS)
    },
    end: () => DBOS.shutdown(),
  }
}
