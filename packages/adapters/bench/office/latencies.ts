import { STEPS, type Office } from './ten-steps.ts'

/** Steps begin at even intervals whether those before are done or not; a latency counts from when the step should have begun. */
export async function latencies(
  office: Office,
  perSecond: number,
  seconds: number,
): Promise<{ p50: number; p99: number; max: number }> {
  const total = Math.floor(perSecond * seconds)
  const ready: { readonly id: string; left: number }[] = []
  for (let number = 0; number < Math.min(2_000, Math.ceil(total / STEPS) + 50); number += 50) {
    const ids = await Promise.all(Array.from({ length: 50 }, () => office.lodge()))
    ready.push(...ids.map((id) => ({ id, left: STEPS })))
  }
  const taken: number[] = []
  const running: Promise<void>[] = []
  const begun = performance.now()
  for (let count = 0; count < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1_000) * perSecond))
    for (; count < due; count += 1) {
      const planned = begun + (count / perSecond) * 1_000
      const dossier = ready.shift()
      if (dossier === undefined) continue
      running.push(
        office.step(dossier.id).then(() => {
          taken.push(performance.now() - planned)
          dossier.left -= 1
          if (dossier.left > 0) ready.push(dossier)
        }),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(running)
  taken.sort((a, b) => a - b)
  const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? NaN
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}
