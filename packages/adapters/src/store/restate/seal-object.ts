import { object, type ObjectContext } from '@restatedev/restate-sdk'
import type { StoredSeal } from '@motcua/engine/ports'
import { keptStep } from './reading-object.ts'
import type { ServicesOptions } from './services-options.ts'
import { NAMES } from './wire.ts'

/** Seals over the journal as the reading store has it: its rows have the hashes that the dossiers have. */
export function sealObject(options: ServicesOptions) {
  return object({
    name: NAMES.seals,
    handlers: {
      seal: async (context: ObjectContext, { as }: { readonly as: string }): Promise<StoredSeal | null> =>
        keptStep(context, options, 'seal', async (host) => (await host.seal({ as })) ?? null),
    },
  })
}
