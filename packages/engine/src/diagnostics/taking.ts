import { ArgumentError } from './argument.ts'
import type { Check, Fields } from './check.ts'

/**
 * The same function for callers without types: whatever it cannot take is refused before it begins. What calls it all day long calls it
 * directly and is not looked at.
 *
 * @param given  the arguments in their order
 * @throws ArgumentError OPTIONS_INVALID
 */
export function taking<F extends (...given: never[]) => unknown>(of: string, given: Fields, call: F): F {
  const checks: readonly (readonly [name: string, check: Check])[] = Object.entries(given)
  const checked = (...found: Parameters<F>) => {
    for (const [index, [name, check]] of checks.entries()) {
      const fault = check(found[index], name)
      if (fault !== undefined) throw new ArgumentError(of, fault)
    }
    return call(...found)
  }
  return checked as F
}
