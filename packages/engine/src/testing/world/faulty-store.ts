import { StoreFailure, type Store } from '../../ports/index.ts'
import type { Traffic } from './traffic.ts'

/** A node as its store sees it: it may die in the middle of anything. */
export interface Mortal {
  readonly isAlive: boolean
  crash(): void
}

/** How many turns a slow answer is late. */
const SLOW_TURNS = 60

/**
 * A store as one node reaches it: calls wait for their turn, fail, are done without an answer, or find the node dead. What it keeps is
 * the store's own business and stays whole.
 */
export function faultyStore(store: Store, node: Mortal, traffic: Traffic, now: () => number): Store {
  const reach = async (call: () => Promise<unknown>): Promise<unknown> => {
    if (!node.isAlive) return never()
    const fate = traffic.fate()
    await traffic.turn(fate === 'slow' ? SLOW_TURNS : 0)
    if (!node.isAlive) return never()
    if (fate === 'crash') node.crash()
    if (!node.isAlive) return never()
    if (fate === 'fail') throw new StoreFailure('STORE_UNREACHABLE', 'expected the store to answer, found no connection')
    const result = await call()
    if (fate === 'crashAfter') node.crash()
    await traffic.turn()
    if (!node.isAlive) return never()
    if (fate === 'lose') throw new StoreFailure('STORE_UNCERTAIN', 'expected an answer, found the connection lost')
    return result
  }
  return new Proxy(store, {
    get(target, name) {
      // The world opens and closes it: many nodes share it.
      if (name === 'open' || name === 'close') return () => (node.isAlive ? Promise.resolve() : never())
      if (name === 'now') return () => reach(() => Promise.resolve(now()))
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => reach(() => Reflect.apply(method, target, args) as Promise<unknown>)
    },
  })
}

/** A dead process answers nothing. */
export function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}
