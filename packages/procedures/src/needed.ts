import { AdapterFailure, type Adapters, type JobContext } from '@motcua/engine'

/** The adapter that a job cannot do without. @throws AdapterFailure ADAPTER_MISSING (final) */
export function needed<K extends keyof Adapters>(job: JobContext, name: K): NonNullable<Adapters[K]> {
  const adapter = job.adapters[name]
  if (adapter === undefined) {
    throw new AdapterFailure('ADAPTER_MISSING', `expected the adapter "${name}" for "${job.type}": give it to createEngine`, {
      retry: false,
    })
  }
  return adapter
}
