import { TerminalError } from '@restatedev/restate-sdk'
import { EngineError } from '@motcua/engine'
import { StoreFailure } from '@motcua/engine/ports'
import { describe, expect, it } from 'vitest'
import { toldToCaller } from './invocation.ts'
import { engineErrorOf } from './wire.ts'

async function thrownFor(error: Error): Promise<unknown> {
  return toldToCaller(() => Promise.reject(error)).catch((thrown: unknown) => thrown)
}

describe('what an invocation fails with', () => {
  it.each([
    new StoreFailure('STORE_INPUT_INVALID', 'expected a whole number, found 0.5'),
    new EngineError('COMMAND_INVALID', 'expected a reason, found none'),
  ])('is told to the caller where trying again cannot help: $code', async (error) => {
    const thrown = await thrownFor(error)
    expect(thrown).toBeInstanceOf(TerminalError)
    expect(engineErrorOf((thrown as Error).message)?.code).toBe(error.code)
  })

  it('is left to Restate, which tries again, where it may go better', async () => {
    const silent = new StoreFailure('STORE_UNREACHABLE', 'expected an answer, found none')
    expect(await thrownFor(silent)).toBe(silent)
  })
})
