/**
 * Theory of operation
 *
 * Callers without types may give anything, or nothing at all. What each operation must be given stands in one table; an operation that is
 * given something else is refused before it begins, and the operations themselves need not look again.
 */
import type { Engine } from '../engine.ts'
import { EngineError } from '../engine-error.ts'
import { OPERATIONS, type Arguments, type OperationsOf } from './operations.ts'

/** Each operation refuses what it cannot take: by a promise where it gives one. @returns the same engine */
export function guardFace<E extends Engine>(engine: E): E {
  guard<Engine>(engine, OPERATIONS)
  return engine
}

type Operation = (...given: readonly unknown[]) => unknown

function guard<T extends object>(on: T, operations: OperationsOf<T>): void {
  const guarded: Record<string, Operation> = {}
  for (const [name, of] of Object.entries(operations)) {
    const member = Reflect.get(on, name) as Operation | object
    if (typeof member === 'function') guarded[name] = guardedOperation(name, member.bind(on) as Operation, of as Arguments)
    else guard(member, of as OperationsOf<object>)
  }
  Object.assign(on, guarded)
}

function guardedOperation(name: string, operation: Operation, of: Arguments): Operation {
  const checks = Object.entries(of)
  const faultOf = (given: readonly unknown[]) => {
    for (let index = 0; index < checks.length; index += 1) {
      const [argument, check] = checks[index] as (typeof checks)[number]
      const fault = check(given[index], argument)
      if (fault !== undefined) return new EngineError('COMMAND_INVALID', `${name}: ${fault}`)
    }
    return undefined
  }
  if (checks.length === 0) return operation
  // What is read event by event gives no promise.
  if (name === 'events')
    return (...given) => {
      const fault = faultOf(given)
      if (fault !== undefined) throw fault
      return operation(...given)
    }
  return (...given) => {
    try {
      const fault = faultOf(given)
      return fault === undefined ? operation(...given) : Promise.reject(fault)
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
