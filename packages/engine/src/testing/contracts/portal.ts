import { AdapterFailure } from '../../ports/index.ts'
import type { NationalStatus, Portal, PortalDossier, PortalProgress } from '../../ports/index.ts'
import { failureOf, law } from './contract.ts'
import type { Contract, Must } from './contract.ts'

/** A portal to try, and codes that it does not know yet. */
export interface PortalSubject {
  readonly portal: Portal
  /** A dossier code in the portal's own form, another one at each call. */
  readonly newCode: () => string
}

/** What every portal promises. A law leaves its dossiers behind: portals forget nothing. */
export const portalContract: Contract<PortalSubject> = {
  port: 'Portal',
  laws: [
    law('what was never synced is not found', async ({ portal, newCode }, must) => {
      await stands(portal, newCode(), undefined, must)
    }),

    law('a synced dossier is found with its status', async ({ portal, newCode }, must) => {
      for (const status of [1, 2, 3, 5, 6, 7] as const) {
        const code = newCode()
        await portal.syncDossier(portalDossier(code, status))
        await stands(portal, code, status, must)
      }
    }),

    law('a repeated sync changes nothing', async ({ portal, newCode }, must) => {
      const code = newCode()
      for (let times = 0; times < 3; times++) await portal.syncDossier(portalDossier(code, 2))
      await stands(portal, code, 2, must)
    }),

    law('syncs of one dossier that run together leave one dossier', async ({ portal, newCode }, must) => {
      const code = newCode()
      await Promise.all(Array.from({ length: 4 }, () => portal.syncDossier(portalDossier(code, 2))))
      await stands(portal, code, 2, must)
    }),

    law('a dossier is followed from registration to return', async ({ portal, newCode }, must) => {
      const code = newCode()
      for (const status of [1, 2, 4, 5, 4, 6, 4, 9, 10] as const) {
        await portal.syncDossier(portalDossier(code, status))
        await stands(portal, code, status, must)
      }
    }),

    law('a dossier that is over is not reopened, for good', async ({ portal, newCode }, must) => {
      for (const end of [3, 7] as const) {
        const code = newCode()
        await portal.syncDossier(portalDossier(code, end))
        await refused(() => portal.syncDossier(portalDossier(code, 2)), must)
        await stands(portal, code, end, must)
      }
    }),

    law('dossiers do not touch each other', async ({ portal, newCode }, must) => {
      const [first, second] = [newCode(), newCode()]
      await portal.syncDossier(portalDossier(first, 1))
      await stands(portal, second, undefined, must)
      await portal.syncDossier(portalDossier(second, 3))
      await stands(portal, first, 1, must)
    }),

    law('a dossier with nothing optional and one with everything are taken', async ({ portal, newCode }, must) => {
      for (const dossier of [portalDossier(newCode(), 2), fullPortalDossier(newCode(), 2)]) {
        await portal.syncDossier(dossier)
        await stands(portal, dossier.code, 2, must)
      }
    }),

    law('a step of a known dossier is taken, and its status stays the sync’s matter', async ({ portal, newCode }, must) => {
      const code = newCode()
      await portal.syncDossier(portalDossier(code, 2))
      await portal.postProgress(portalProgress(code, 4))
      await stands(portal, code, 2, must)
    }),

    law('a portal that can tell whether it has a step tells the truth', async ({ portal, newCode }, must) => {
      if (portal.hasProgress === undefined) return
      const code = newCode()
      const before = await portal.hasProgress(portalProgress(code, 4))
      must(before !== true, 'a step that was never posted not to be there', before)
      await portal.syncDossier(portalDossier(code, 2))
      await portal.postProgress(portalProgress(code, 4))
      const after = await portal.hasProgress(portalProgress(code, 4))
      must(after !== false, 'a step that was posted to be there', after)
    }),

    law('a step of a dossier that was never synced is refused, for good', async ({ portal, newCode }, must) => {
      await refused(() => portal.postProgress(portalProgress(newCode(), 4)), must)
    }),
  ],
}

async function stands(portal: Portal, code: string, status: NationalStatus | undefined, must: Must): Promise<void> {
  const found = await portal.findDossier(code)
  if (status === undefined) must(found === undefined, `no dossier ${code}`, found)
  else must(found?.code === code && found.status === status, `${code} with status ${status}`, found)
}

async function refused(call: () => Promise<void>, must: Must): Promise<void> {
  const failure = await failureOf(call)
  must(failure instanceof AdapterFailure && failure.code === 'PORTAL_REFUSED', 'PORTAL_REFUSED', failure)
  must(failure instanceof AdapterFailure && !failure.retry, 'a refusal for good', failure)
}

/** Friday 2025-10-03 15:10 at +07:00. */
const received = 1_759_479_000_000
const dayMs = 86_400_000

/** A birth registration with nothing that may be left out. */
export function portalDossier(code: string, status: NationalStatus): PortalDossier {
  return {
    code,
    procedure: { code: '1.001193', name: 'Đăng ký khai sinh' },
    field: { code: 'G15-TP07', name: 'Hộ tịch' },
    applicant: { name: 'Nguyễn Thị Lan', kind: 'citizen', identifier: '001190012345' },
    summary: 'Đăng ký khai sinh cho con Nguyễn Minh Anh',
    channel: 'counter',
    status,
    receivedAt: received,
    returnBy: 'agency',
    unit: 'UBND phường Ngọc Hà',
    components: [],
    fees: [],
    supplements: [],
    results: [],
  }
}

/** The same with everything that a portal can be told. */
export function fullPortalDossier(code: string, status: NationalStatus): PortalDossier {
  return {
    ...portalDossier(code, status),
    applicant: {
      ...{ name: 'Công ty TNHH Sông Lô', kind: 'organisation', identifier: '0101234567' },
      ...{ email: 'vanthu@songlo.example', phone: '0912345678' },
    },
    channel: 'online',
    dueAt: received + 3 * dayMs,
    settledAt: received + 2 * dayMs,
    returnedAt: received + 3 * dayMs,
    returnBy: 'post',
    note: 'Nộp trực tuyến',
    components: [
      { id: 'c1', name: 'Giấy chứng sinh', code: '000.00.00.G15-KQ0001', url: 'https://kho.example/c1' },
      { id: 'c2', name: 'Tờ khai', code: 'TK01' },
    ],
    fees: [
      { code: 'LP01', name: 'Lệ phí hộ tịch', amountVnd: 8000, kind: 'fee', prepaid: true },
      { code: 'P01', name: 'Phí sao lục', amountVnd: 0, kind: 'charge', prepaid: false },
    ],
    supplements: [
      {
        ...{ id: 's1', requestedBy: 'Trần Văn Minh', content: 'Bổ sung giấy chứng sinh', requestedAt: received + dayMs },
        ...{
          receivedAt: received + 2 * dayMs,
          receivedBy: 'Lê Thị Hoa',
          dueBefore: received + dayMs,
          dueAfter: received + 3 * dayMs,
        },
      },
      { id: 's2', requestedBy: 'Trần Văn Minh', content: 'Bổ sung tờ khai', requestedAt: received + 2 * dayMs },
    ],
    results: [{ id: 'r1', name: 'Giấy khai sinh', code: 'KQ.G15.000001', url: 'https://kho.example/r1' }],
  }
}

/** One step, by a registrar. */
export function portalProgress(code: string, status: NationalStatus): PortalProgress {
  return {
    ...{ code, status, handler: 'Trần Văn Minh', position: 'Công chức tư pháp - hộ tịch', unit: 'UBND phường Ngọc Hà' },
    ...{ at: received, content: 'Thẩm tra hồ sơ', startedAt: received, dueAt: received + dayMs },
  }
}
