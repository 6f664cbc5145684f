import { fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One question at a time; each asks the arm's process for what the function of that name gives there. */
export type Arm<A extends Answers> = {
  readonly [What in keyof A]: (...args: Parameters<A[What]>) => Promise<Awaited<ReturnType<A[What]>>>
}

/** What is given and returned is copied as JSON. `end` is the last. */
export interface Answers {
  readonly [what: string]: (...args: never[]) => unknown
  end(): unknown
}

/** Begins an arm in a process; a bundle names its arms in `arms`. */
export type ArmMaker<Options, A extends Answers> = (options: Options) => Promise<A>

const PROGRAM = join(process.cwd(), 'scripts/bench-arm.mjs')

/**
 * One side of a comparison in a process of its own, with the flags of this one: nothing that the other side left in memory counts, and
 * none of its objects makes the compiler expect other shapes.
 */
export async function startArm<Options, A extends Answers>(
  bundle: string,
  maker: ArmMaker<Options, A>,
  options: Options,
): Promise<Arm<A>> {
  const child = fork(PROGRAM, [fileURLToPath(bundle), maker.name, JSON.stringify(options)])
  const answer = () =>
    new Promise<never>((resolve, reject) => {
      const lost = (code: number | null) => reject(new Error(`${maker.name} ended with ${code}`))
      child.once('exit', lost)
      child.once('message', (message: { readonly value: never } | { readonly error: string }) => {
        child.off('exit', lost)
        if ('error' in message) reject(new Error(message.error))
        else resolve(message.value)
      })
    })
  await answer()
  const ask = (what: string, args: readonly unknown[]) => {
    child.send({ what, args })
    return answer()
  }
  return new Proxy({} as Arm<A>, {
    // An object with `then` would be waited for.
    get: (_, what) => (what === 'then' ? undefined : (...args: readonly unknown[]) => ask(String(what), args)),
  })
}
