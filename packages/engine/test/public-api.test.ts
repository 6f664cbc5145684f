import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)
const { compilerOptions } = JSON.parse(readFileSync(new URL('tsconfig.json', ROOT), 'utf8')) as {
  compilerOptions: { paths: Record<string, [string]> }
}

/** The values that each published name exports. A new one is a decision: it is written here, and in a changeset. */
const EXPORTS: Readonly<Record<string, string>> = {
  '@motcua/engine':
    'AUDITOR AdapterFailure CODE_VARIABLE CommandRejected ENGINE_ERROR_CODES EngineError OPERATOR ProcessError SUPERVISOR StoreFailure compileDecisions createEngine decodeText defineCode diagnose diagramSvg formatDiagnostic formatInstant frame lacksWitnessed layoutDiagram loadProcedure lostTimeOf memoryStore openEvent parseInstant readBpmn readDmn readYaml reconcileStore sealText simulatedClock systemClock verifyChain verifyJournal vietnamCalendar viewOf writeBpmn writeYaml',
  '@motcua/engine/host':
    'USUAL_RETRY UnreadableHere agencyOf createHost delayUnasked dossierIdOf dossierOfMessage dossierOfSchedule failureOf guardFace isApplicantAlone isElsewhere knownOfTries mayRetry mustHaveReason nextOf principalOf requireRole',
  '@motcua/engine/kernel':
    'EVENT_VERSIONS INITIAL_STATE KERNEL_VERSION OBSTACLE_CODES REJECTION_CODES all awaitedOf checkMigration checkVariables conversationOf decide decideMigration evolve find instancesIn isValue namedListeners occupiedNodes raiseIncident readEvent readVariable receiverOf recordsOf replay visibleVariables waitingIn',
  '@motcua/engine/lifecycle':
    'CLOCK_SUCCESSION DESK_REJECTION_CODES INITIAL_DOSSIER INITIAL_LIFECYCLE LIFECYCLE_EVENT_NAMES LIFECYCLE_EVENT_VERSIONS LIFECYCLE_VERSION MOST_HELD ONE_STOP_REGIMES PAYMENT_SUCCESSION REGIONS RulesError STANDING_SUCCESSION assignmentOf checkDossierMigration checkFacts clocksOf contentOf decideDossier definitionOf excludedFrom factAt isLifecycleEvent lifecycleTable loadProcedure migrateDossier nationalStatus nextTick nextTickOf oneStopRulesAt readLifecycleEvent replayDossier serviceFault stateOf stepOf',
  '@motcua/engine/calendar':
    'CalendarError USUAL_DAY_HOURS USUAL_HOURS VIETNAM_YEARS addDuration addWorkingTime closingOf createCalendar dayOf dayOfDate dueAt formatInstant instantAt isWorkingDay localDateOf localTimeOf openFrom openUntil openingOf parseDuration parseInstant parseRepetition projectedYear restsOnProjection resumeDueAt startOfDay subtractWorkingTime transferDueAt vietnamCalendar warnAt workingDayAfter workingDayFrom workingDaysBetween workingTimeBetween',
  '@motcua/engine/ports':
    'AdapterFailure StoreFailure cursorOf inputInvalid isFoundBy isSameMessage isSameSignal mustBeConsistent mustBeLimit mustBePageSize mustBeWhole mustHaveOptions mustHold mustKnowNames placeOf unmarked wordsOf',
  '@motcua/engine/actor': 'procedureLogic',
  '@motcua/engine/testing':
    'Dice Peer USUAL_INVARIANTS WorldFailure archiveContract checkWorld documentStoreContract failureOf fullPortalDossier hostContract law officeModules operationsContract paperStoreContract people planOf portalContract portalDossier portalProgress rendererContract sectorDatabaseContract sectorRegisterContract signerContract simulate simulatedClock storeContract',
  '@motcua/procedures':
    'CHANNELS CHANNEL_FACTS CITIZEN_STORE COLUMNS_06A DATA_CODES DIGITIZATION_POLICIES DRAFT_CODES EARLIER_EDITIONS FORM_SETS GROUPS_766 GROUP_NAMES_766 LIBRARY MEASURES PRIORITIES PRIORITY_NAMES RECEPTION_REFUSALS REUSE_REFUSALS SECTOR_RULES STATED TARGETS USUAL_SCAN_LIMITS apologyForm applicationForm birthRegistration canonicalEnterpriseCode controlSlip digitizationDuty digitizationFee dossierCode dossierRecord draftProcedure enterpriseCheckDigit enterpriseCodeFault form06a formSetOf formVersion formatAgencyCode formatPaperCode fragmentFiles handlingSteps householdCodeFault importFiles index766 isMet libraryEditions libraryFile libraryProcedure measureReport oneStop oneStopAdmission papersLeft parseAgencyCode parseDossierCode parsePaperCode parsePeriod parsePersonalIdentifier parseProcedureCode personalIdentifierFault readFacts receiptForm receiveFile receptionRefusal refusalForm registerEntry registerForm reuseRefusal statementFaults stopForm supplementForm targetAt textFault',
  '@motcua/adapters/sqlite': 'sqliteStore',
  '@motcua/adapters/postgres': 'postgresStore',
  '@motcua/adapters/restate': 'motcuaServices moveDossiers restateEngine',
  '@motcua/adapters/restate/client': 'moveDossiers restateEngine',
  '@motcua/adapters/signing': 'padesSigner',
  '@motcua/adapters/signing/test-authority': 'createTestAuthority',
  '@motcua/adapters/signing/timestamp': 'timestampAuthority',
  '@motcua/adapters/signing/check': 'signatureChecker',
  '@motcua/adapters/guard': 'callSignal guarded',
  '@motcua/adapters/witness': 'fileWitness',
  '@motcua/adapters/portal': 'nationalPortal',
  '@motcua/adapters/portal/simulator': 'SimulatorError servePortal startPortalSimulator',
  '@motcua/adapters/documents': 'fileDocumentStore',
  '@motcua/adapters/papers': 'sqlitePaperStore',
  '@motcua/adapters/register': 'sqliteRegister',
  '@motcua/adapters/register/http': 'httpRegister serveRegister',
  '@motcua/adapters/archive': 'archivePackages',
  '@motcua/adapters/render': 'pdfRenderer',
  '@motcua/adapters/notify': 'folderNotifier',
  '@motcua/adapters/identity': 'DirectoryError directory',
  '@motcua/cli': 'EXIT languageOf run',
}

describe('the public API', () => {
  it('is listed for every published name', () => {
    expect(Object.keys(EXPORTS).sort()).toEqual(Object.keys(compilerOptions.paths).sort())
  })

  it.each(Object.entries(EXPORTS))('%s exports what is listed', async (name, listed) => {
    const [path = ''] = compilerOptions.paths[name] ?? []
    const module = (await import(fileURLToPath(new URL(path, ROOT)))) as Record<string, unknown>
    expect(Object.keys(module).sort().join(' ')).toBe(listed)
  })
})
