import { checkFacts, type DatedFacts } from '@motcua/engine/lifecycle'
import constructionPermit from './construction-permit.json' with { type: 'json' }

/**
 * What sector law says beside the one-stop rules, by subject: dated facts with their sources.
 *
 * @example
 * factAt(SECTOR_RULES['construction-permit'], 'consultation.deadline', lodged).value   // { unit: 'days', amount: 12 } before July 2026
 */
export const SECTOR_RULES = {
  'construction-permit': withoutSchema(constructionPermit),
} as const satisfies Readonly<Record<string, DatedFacts>>

function withoutSchema({ $schema: _, ...file }: DatedFacts & { readonly $schema: string }): DatedFacts {
  return checkFacts(file)
}
