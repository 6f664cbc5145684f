import type { Procedure } from '@motcua/engine'

/** A procedure that is read and compiled when something of it is first asked for, and once. */
export function whenUsed(load: () => Procedure): Procedure {
  let loaded: Procedure | undefined
  const procedure = (): Procedure => (loaded ??= load())
  return Object.freeze({
    get definition() {
      return procedure().definition
    },
    get program() {
      return procedure().program
    },
    get marks() {
      return procedure().marks
    },
    get fourEyes() {
      return procedure().fourEyes
    },
    get machine() {
      return procedure().machine
    },
    get table() {
      return procedure().table
    },
    get evaluators() {
      return procedure().evaluators
    },
  })
}
