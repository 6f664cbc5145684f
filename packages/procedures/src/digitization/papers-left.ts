import type { ComponentData } from '../dossier/component.ts'
import { mustBeListsOfObjects } from '../must-be-given.ts'

/**
 * What travels on paper: components that were handed in and are no file, neither scanned nor found. None: no paper moves. What was only
 * shown went back to the applicant at once.
 *
 * @law nghị định 45/2020/NĐ-CP; plans under QĐ 468/QĐ-TTg: the counter sends paper only for what is not digitized
 */
export function papersLeft(
  handedIn: readonly ComponentData[],
  digital: readonly Pick<ComponentData, 'id'>[],
): readonly ComponentData[] {
  mustBeListsOfObjects('papersLeft', { handedIn, digital })
  const isDigital = new Set(digital.map(({ id }) => id))
  return handedIn.filter(({ id, digest, handling }) => digest === undefined && handling !== 'present' && !isDigital.has(id))
}
