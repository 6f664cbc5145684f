import type { Contract } from './contract.ts'
import { atOnceLaws } from './store/at-once-laws.ts'
import { dossierLaws } from './store/dossier-laws.ts'
import { erasureLaws } from './store/erasure-laws.ts'
import { incidentLaws } from './store/incident-laws.ts'
import { jobLaws } from './store/job-laws.ts'
import { journalLaws } from './store/journal-laws.ts'
import { keepingLaws } from './store/keeping-laws.ts'
import type { StoreSubject } from './store/law.ts'
import { lookUpLaws } from './store/look-up-laws.ts'
import { messageLaws } from './store/message-laws.ts'
import { nameLaws } from './store/name-laws.ts'
import { ownStatementLaws } from './store/own-statement-laws.ts'
import { scheduleLaws } from './store/schedule-laws.ts'
import { suspensionLaws } from './store/suspension-laws.ts'
import { textLaws } from './store/text-laws.ts'
import { workLaws } from './store/work-laws.ts'
import { worklistLaws } from './store/worklist-laws.ts'

export type { StoreSubject } from './store/law.ts'

/** What every store promises. Each law opens a store of its own and closes it. */
export const storeContract: Contract<StoreSubject> = {
  port: 'Store',
  laws: [
    ...journalLaws,
    ...workLaws,
    ...worklistLaws,
    ...dossierLaws,
    ...textLaws,
    ...nameLaws,
    ...jobLaws,
    ...suspensionLaws,
    ...incidentLaws,
    ...messageLaws,
    ...scheduleLaws,
    ...erasureLaws,
    ...ownStatementLaws,
    ...keepingLaws,
    ...lookUpLaws,
    ...atOnceLaws,
  ],
}
