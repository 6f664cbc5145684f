import { inputInvalid } from './check.ts'

/**
 * Where a page ended: what its last item was ordered by. A list may change between two pages, so a cursor names no item but a place in
 * the order; what stands there has no need to exist any more.
 */
export type Place = readonly (number | string)[]

/** @example cursorOf([5, 'a']) // '[5,"a"]' */
export function cursorOf(place: Place): string {
  if (!Array.isArray(place)) throw inputInvalid(`expected a list as the place of a cursor, found ${typeof place}`)
  return JSON.stringify(place)
}

/**
 * The place that a cursor stands for.
 *
 * @param shape  of which type each part must be
 * @throws StoreFailure STORE_INPUT_INVALID it is none that a page of this list ended with
 */
export function placeOf(cursor: string, shape: readonly ('number' | 'string')[]): Place {
  if (!Array.isArray(shape)) throw inputInvalid(`expected a list of types as the shape of a cursor, found ${typeof shape}`)
  let place: unknown
  try {
    place = JSON.parse(cursor)
  } catch (cause) {
    throw inputInvalid(`expected a cursor that a page ended with, found "${cursor}"`, cause)
  }
  const fits = Array.isArray(place) && place.length === shape.length && place.every((part, index) => typeof part === shape[index])
  if (!fits) throw inputInvalid(`expected a cursor of this list, found "${cursor}"`)
  return place as Place
}
