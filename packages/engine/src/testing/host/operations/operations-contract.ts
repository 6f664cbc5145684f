import type { Contract } from '../../contracts/contract.ts'
import { assignmentLaws } from './assignment-laws.ts'
import { deliveryLaws } from './delivery-laws.ts'
import { interventionLaws } from './intervention-laws.ts'
import { migrationLaws } from './migration-laws.ts'
import { nodeLaws } from './node-laws.ts'
import type { OperationsSubject } from './nodes.ts'

/** What several engines on one store promise to those who run a place: each deed of a law is done by another node than the one before. */
export const operationsContract: Contract<OperationsSubject> = {
  port: 'Engine',
  laws: [...assignmentLaws, ...interventionLaws, ...deliveryLaws, ...migrationLaws, ...nodeLaws],
}
