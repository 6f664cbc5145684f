import type { Clock, Store, Witness } from '../../ports/index.ts'
import { StoreWatch } from './store-watch.ts'

/** What changes something. A store that is behind its witness is read and not written. */
const IS_WRITE: Readonly<Record<keyof Store, boolean>> = {
  open: false,
  close: false,
  identity: false,
  reconciled: false,
  markReconciled: true,
  whenConnected: false,
  now: false,
  commit: true,
  load: false,
  journal: false,
  feed: false,
  links: false,
  answers: false,
  answer: false,
  lookUp: false,
  putDefinition: true,
  definition: false,
  dossiers: false,
  countDossiers: false,
  tasks: false,
  task: false,
  countTasks: false,
  claimTimers: true,
  releaseTimer: true,
  timers: false,
  nextDue: false,
  claimJobs: true,
  extendJob: true,
  releaseJob: true,
  finishJob: true,
  job: false,
  jobs: false,
  settleJob: true,
  incidents: false,
  putMessage: true,
  message: false,
  messages: false,
  keepMessages: true,
  claimMatches: true,
  releaseMessage: true,
  expireMessages: true,
  putBroadcast: true,
  broadcast: false,
  broadcasts: false,
  audience: false,
  keepBroadcasts: true,
  claimBroadcasts: true,
  advanceBroadcast: true,
  putSchedule: true,
  dropSchedule: true,
  schedules: false,
  claimSchedules: true,
  advanceSchedule: true,
  putSeal: true,
  seals: false,
  serial: true,
  keepSerial: true,
  serials: false,
  figures: false,
  slowed: false,
  largestBatch: false,
}

/** The store as an engine has it: where there is a witness, it is not written to while it is behind. */
export function watched(
  { store, witness }: { readonly store: Store; readonly witness?: Witness },
  clock: Clock,
  onError: (error: unknown) => void,
): { readonly store: Store; readonly watch: StoreWatch | undefined } {
  if (witness === undefined) return { store, watch: undefined }
  const watch = new StoreWatch({ witness, store, clock, onError })
  watch.beside(store)
  const mustBeCurrent = () => {
    watch.mustBeCurrent()
  }
  return { store: currentStore(store, mustBeCurrent), watch }
}

/** Whatever would change the store asks `mustBeCurrent` first, whose refusal is the answer. */
function currentStore(store: Store, mustBeCurrent: () => void): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const found: unknown = Reflect.get(target, name, target)
      if (typeof found !== 'function') return found
      const method = found.bind(target) as (...all: unknown[]) => unknown
      if (!IS_WRITE[name]) return method
      return async (...all: unknown[]) => {
        mustBeCurrent()
        return method(...all)
      }
    },
  })
}
