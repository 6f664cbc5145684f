import { createHash } from 'node:crypto'

/** Chance that a seed repeats. Which moment a choice falls on is the machine's, so a run repeats its choices and not its interleaving. */
export interface Chance {
  /** From 0, below 1. */
  next(): number
  /** From `least` to `most`, both included. */
  whole(least: number, most: number): number
  is(probability: number): boolean
  /** One of them. @throws where there is none */
  of<T>(items: readonly T[]): T
}

/** Each `name` has a sequence of its own, so that one who draws more does not disturb another. */
export function chanceOf(seed: number, name: string): Chance {
  let drawn = 0
  const next = () =>
    createHash('sha256')
      .update(`${seed}\n${name}\n${(drawn += 1)}`)
      .digest()
      .readUInt32BE(0) /
    2 ** 32
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    whole,
    is: (probability) => next() < probability,
    of(items) {
      const one = items[whole(0, items.length - 1)]
      if (one === undefined) throw new Error('DEFECT: expected something to choose from, found nothing')
      return one
    },
  }
}
