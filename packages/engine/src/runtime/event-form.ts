import { EVENT_VERSIONS } from '../kernel/index.ts'
import { isLifecycleEvent, LIFECYCLE_EVENT_VERSIONS, type DossierEvent } from '../lifecycle/index.ts'

/**
 * How events of one type and with the same keys are written. There are as many as the kinds of events have shapes; sorting and quoting keys
 * anew for every event would cost more than writing its values.
 */
export interface EventForm {
  /** The event's keys as they stand in it. */
  readonly found: readonly string[]
  readonly version: number
  /** The keys of its payload, sorted by their UTF-16 units. */
  readonly keys: readonly string[]
  /** `"key":` of each of {@link keys}. */
  readonly labels: readonly string[]
  /** What stands before its payload in a journal's text, where it is the first in it. */
  readonly opening: string
  /** And where it comes after another. */
  readonly following: string
  /** What stands before its payload in the text that is digested. */
  readonly digested: string
}

const forms = new Map<string, EventForm[]>()

/** Kinds of events have few fields that may be absent; what comes from elsewhere must not fill the memory. */
const MOST_FORMS = 32

export function formOf(event: DossierEvent): EventForm {
  const found = Object.keys(event)
  const known = forms.get(event.type) ?? []
  for (const form of known) if (isSame(form.found, found)) return form
  const form = newForm(event, found)
  forms.set(event.type, known.length < MOST_FORMS ? [...known, form] : [form])
  return form
}

function newForm(event: DossierEvent, found: readonly string[]): EventForm {
  const { type } = event
  const version = isLifecycleEvent(event) ? LIFECYCLE_EVENT_VERSIONS[event.type] : EVENT_VERSIONS[event.type]
  const keys = found.filter((key) => key !== 'type').sort()
  const opening = `{"type":"${type}","version":${version},"data":`
  return {
    found,
    version,
    keys,
    labels: keys.map((key) => `${JSON.stringify(key)}:`),
    opening,
    following: `},${opening}`,
    digested: digestedOpening(type, version),
  }
}

/** No line break stands before a payload but those here: canonical JSON has none. */
export function digestedOpening(type: string, version: number): string {
  return `\n${type}\n${version}\n`
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false
  return true
}
