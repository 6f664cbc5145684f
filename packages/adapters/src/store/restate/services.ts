import { mustHaveOptions } from '@motcua/engine/ports'
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
 * What is bound to a Restate endpoint. Register the endpoint with Restate, then talk to it by `restateEngine`.
 *
 * @example
 * import { serve } from '@restatedev/restate-sdk'
 * await serve({ services: motcuaServices({ procedures, adapters, ingress: { url: 'http://localhost:8080' } }), port: 9080 })
 */
export function motcuaServices(options: ServicesOptions) {
  mustHaveOptions('motcuaServices', options)
  mustHaveOptions('motcuaServices', options.ingress, 'url')
  return [
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
}
