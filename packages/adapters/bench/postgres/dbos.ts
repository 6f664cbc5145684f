import { DBOS } from '@dbos-inc/dbos-sdk'

const STEPS = 10

/** Workflows of ten steps that do nothing, so many at once; gives steps per second. */
export async function dbosThroughput(url: string, workflows: number, atOnce: number): Promise<number> {
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
  try {
    await Promise.all(Array.from({ length: 20 }, (_, number) => tenSteps(number)))
    let next = 0
    const begun = performance.now()
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < workflows) await tenSteps(next++)
      }),
    )
    return (workflows * STEPS) / ((performance.now() - begun) / 1_000)
  } finally {
    await DBOS.shutdown()
  }
}
