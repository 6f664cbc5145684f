import { rate, type Turn } from './meter.ts'

/** A slow moment of the machine must not choose. */
const ROUNDS = 2

/** With which of these a turn is the fastest: each arm is shown at its best. */
export async function best(candidates: readonly number[], turn: (candidate: number) => Promise<Turn>): Promise<number> {
  const rates: { readonly candidate: number; readonly rate: number }[] = []
  for (let round = 0; round < ROUNDS; round += 1)
    for (const candidate of candidates) rates.push({ candidate, rate: rate(await turn(candidate)) })
  return rates.reduce((a, b) => (b.rate > a.rate ? b : a)).candidate
}
