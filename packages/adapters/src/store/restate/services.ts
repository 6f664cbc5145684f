import { mustHaveOptions, mustKnowNames } from '@motcua/engine/ports'
import { counterService } from './counter-service.ts'
import { deskObject } from './desk-object.ts'
import { dossierObject } from './dossier-object.ts'
import { feedObject } from './feed-object.ts'
import { editionObject, parkedObject } from './index-objects.ts'
import { laneObject } from './lane-object.ts'
import { messageObject } from './message-object.ts'
import { readingObject } from './reading-object.ts'
import { scheduleObject } from './schedule-object.ts'
import { sealObject } from './seal-object.ts'
import { seriesObject } from './series-object.ts'
import type { ServicesOptions } from './services-options.ts'
import { signalObject } from './signal-object.ts'

/**
 * Restate pauses what failed 70 times, which takes an hour and some minutes, until a person resumes it: a timer, a job or a row for those who
 * read would stay behind, and a dossier with a paused command takes no other. So it tries until it goes, as nodes on a database do; ten seconds
 * are how long what was away may be back unnoticed.
 */
const UNTIL_IT_GOES = { initialInterval: 100, exponentiationFactor: 2, maxInterval: 10_000, maxAttempts: Number.MAX_SAFE_INTEGER }

/**
 * What a call said, did and answered, Restate would keep for a day after its end, to be looked at: names of persons, also those of a dossier that was
 * erased meanwhile. The dossier's own journal has what happened.
 */
const KEPT_AFTER_ITS_END_MS = 0

const NAMES: Readonly<Record<keyof ServicesOptions, true>> = {
  ...{ procedures: true, adapters: true, calendar: true, retry: true, agency: true, onError: true },
  ...{ ingress: true, reading: true },
}

/**
 * What is bound to a Restate endpoint. Register the endpoint with Restate, then talk to it by `restateEngine`.
 *
 * @example
 * import { serve } from '@restatedev/restate-sdk'
 * await serve({ services: motcuaServices({ procedures, adapters, ingress: { url: 'http://localhost:8080' } }), port: 9080 })
 */
export function motcuaServices(options: ServicesOptions) {
  mustHaveOptions('motcuaServices', options)
  mustKnowNames('motcuaServices', options, NAMES)
  mustHaveOptions('motcuaServices', options.ingress, 'url')
  const services = [
    dossierObject(options),
    laneObject(options),
    counterService(options),
    readingObject(options),
    messageObject(options),
    signalObject(options),
    scheduleObject(options),
    sealObject(options),
    deskObject,
    feedObject,
    seriesObject,
    editionObject,
    parkedObject,
  ]
  return services.map((service) => ({
    ...service,
    options: {
      ...(service as { readonly options?: object }).options,
      retryPolicy: UNTIL_IT_GOES,
      journalRetention: KEPT_AFTER_ITS_END_MS,
    },
  }))
}
