import { DBOS } from '@dbos-inc/dbos-sdk'

const STEPS = 10

/** DBOS in a process of its own. */
export async function dbos({ url }: { readonly url: string }) {
  DBOS.setConfig({ name: 'ten-steps', systemDatabaseUrl: url, logLevel: 'error', runAdminServer: false })
  const tenSteps = DBOS.registerWorkflow(
    async (number: number) => {
      let sum = number
      for (let step = 0; step < STEPS; step += 1) sum = await DBOS.runStep(async () => sum + 1, { name: `step-${step}` })
      return sum
    },
    { name: 'tenSteps' },
  )
  await DBOS.launch()
  await Promise.all(Array.from({ length: 20 }, (_, number) => tenSteps(number)))
  return {
    /** Workflows of ten steps that do nothing, so many at once; gives steps per second. */
    async load(workflows: number, atOnce: number): Promise<number> {
      let next = 0
      const begun = performance.now()
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          while (next < workflows) await tenSteps(next++)
        }),
      )
      return (workflows * STEPS) / ((performance.now() - begun) / 1_000)
    },
    end: () => DBOS.shutdown(),
  }
}
