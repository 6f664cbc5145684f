import { nothing, step, weigh, type Env, type FeelValue, type Frame } from './value.ts'

type Evaluate = (env: Env) => FeelValue

/** `name in …` of a `for`, `some` or `every`. `null`: there is nothing to go over. */
export interface Iterator {
  readonly name: string
  readonly items: (env: Env) => Iterable<FeelValue> | null
}

/** `for … return …`: what the body gives for each combination; `partial` is what it has given so far. */
export function collectAll(iterators: readonly Iterator[], body: Evaluate): Evaluate {
  return (env) => {
    const results: FeelValue[] = []
    const outer = env.frame
    const partial: Frame = { get: (name) => (name === 'partial' ? soFar(results, env) : undefined), parent: outer }
    const walk = (index: number): FeelValue | undefined => {
      const iterator = iterators[index]
      if (iterator === undefined) {
        step(env)
        results.push(body(env))
        return undefined
      }
      const items = iterator.items(env)
      if (items === null) return nothing(env, 'expected a list to go over, found none')
      for (const item of items) {
        const around = env.frame
        env.frame = { get: (name) => (name === iterator.name ? item : undefined), parent: around }
        const found = walk(index + 1)
        env.frame = around
        if (found === null) return null
      }
      return undefined
    }
    env.frame = partial
    const found = walk(0)
    env.frame = outer
    return found === null ? null : results
  }
}

/** What comes later does not get into it. */
function soFar(results: readonly FeelValue[], env: Env): FeelValue {
  weigh(env, results)
  return [...results]
}

/** `some … satisfies …` and `every … satisfies …`. */
export function quantify(isSome: boolean, iterators: readonly Iterator[], body: Evaluate): Evaluate {
  return (env) => {
    let isUnknown = false
    const outer = env.frame
    const walk = (index: number): boolean | null => {
      const iterator = iterators[index]
      if (iterator === undefined) {
        step(env)
        const found = body(env)
        if (typeof found !== 'boolean') isUnknown = true
        return found === isSome
      }
      const items = iterator.items(env)
      if (items === null) return null
      for (const item of items) {
        const around = env.frame
        env.frame = { get: (name) => (name === iterator.name ? item : undefined), parent: around }
        const found = walk(index + 1)
        env.frame = around
        if (found !== false) return found
      }
      return false
    }
    const found = walk(0)
    env.frame = outer
    if (found === null) return nothing(env, 'expected a list to go over, found none')
    if (found) return isSome
    return isUnknown ? null : !isSome
  }
}
