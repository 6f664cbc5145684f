import type { Definition, Procedure, Value, Variables } from '@motcua/engine'
import { AGENCY, AN } from './office.fixture.ts'

/** A choice between 0 and 9 for the name of a variable: below, what leads on; above, what leads aside. */
export type Chance = (name: string) => number

type Declared = Definition['variables'][number]

/** What people give: of the declared types, of the components that the definition names, and of identifiers that are some. */
export function givenValues(procedure: Procedure, names: readonly string[], chance: Chance, scan: string): Variables {
  const declared = new Map(procedure.definition.variables.map((variable) => [variable.id, variable]))
  return Object.fromEntries(
    names.flatMap((name): [string, Value][] => {
      const variable = declared.get(name)
      if (variable === undefined) return []
      const known = KNOWN[name]
      const value = known === undefined ? usual(variable, chance(name)) : known(procedure, chance(name), scan)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

const documentsOf = ({ definition }: Procedure) => definition.documents.map(({ id }) => id)
const file = (id: string, digest: string) => ({ id, digest, mediaType: 'application/pdf' })

const KNOWN: Readonly<Record<string, (procedure: Procedure, chance: number, scan: string) => Value | undefined>> = {
  applicant: (_, chance) =>
    chance < 7
      ? { kind: 'citizen', name: 'Nguyễn Văn An', identifier: AN, consent: chance < 4 }
      : { kind: 'organisation', name: 'Công ty TNHH Mía Đường', identifier: '0100109106' },
  parties: (_, chance) => [{ name: 'Lê Thu Hà' }, chance < 5 ? { name: 'Trần Văn Đức' } : { name: 'Trần Văn Đức', sex: 'male' }],
  newborn: (_, chance) => (chance < 5 ? undefined : { name: 'Nguyễn Minh Khôi', birthDate: '2026-06-01' }),
  adopted: (_, chance) => (chance < 5 ? undefined : { name: 'Nguyễn Minh Khôi', birthDate: '2020-06-01' }),
  transferee: (_, chance) => (chance < 5 ? undefined : { name: 'Lê Thu Hà', identifier: '001185000123' }),
  registered: (_, chance) => (chance < 5 ? undefined : { name: 'Nguyễn Văn An', kind: 'birth' }),
  business: (_, chance) =>
    chance < 5 ? undefined : { name: 'Tư Béo', address: 'Thôn 3', lines: ['Bán lẻ'], capitalVnd: 50_000_000 },
  works: (_, chance) => (chance < 5 ? undefined : { address: 'Thôn 3', floors: 3, areaM2: 80.5 }),
  establishment: (_, chance) => (chance < 5 ? undefined : { name: 'Tư Béo', address: 'Thôn 3' }),
  parcel: (_, chance) => (chance < 5 ? undefined : { number: '12', address: 'Thôn 3', areaM2: 120 }),
  deceased: () => ({ name: 'Nguyễn Văn Cụ', identifier: '027040000015' }),
  child: () => ({ name: 'Nguyễn Minh Khôi', birthDate: '2026-08-20', sex: 'nam' }),
  channel: ({ definition }, chance) => {
    const channels = definition.variables.find(({ id }) => id === 'channel')?.values ?? []
    return channels[chance % channels.length]
  },
  returnBy: (_, chance) => (chance % 2 === 0 ? 'agency' : 'post'),
  resolvingAgency: (_, chance) => (chance < 7 ? undefined : chance < 9 ? AGENCY.code : '000.00.02.H05'),
  components: (procedure, chance, scan) =>
    documentsOf(procedure).map((id) => {
      if (chance % 2 !== 0) return file(id, scan)
      // Some want more digitized than must be.
      return chance > 5 ? { id, originals: 1, digitize: true, pages: 2 } : { id, originals: 1 }
    }),
  // Now and then a file that nobody stored: it is scanned again.
  digitized: (procedure, chance, scan) => documentsOf(procedure).map((id) => file(id, chance < 8 ? scan : '0'.repeat(64))),
  missing: (procedure, chance) => (chance < 7 ? [] : documentsOf(procedure).slice(0, 1)),
  lacking: (procedure) => documentsOf(procedure).slice(0, 1),
  refusalReason: (_, chance) => (chance < 9 ? undefined : 'Không thuộc phạm vi giải quyết'),
  fees: () => undefined,
  personalId: () => '027226000123',
  consulted: (_, chance) => ['Sở Xây dựng', 'Công an tỉnh', 'Sở Nông nghiệp'].slice(0, 1 + (chance % 3)),
  people: (_, chance) => Array.from({ length: 1 + (chance % 3) }, (__, index) => ({ name: `Người ${index + 1}` })),
  plan: (_, chance) => Array.from({ length: 1 + (chance % 3) }, (__, index) => `1.00000${index + 1}`),
  whoAgrees: (_, chance) => ['Cha', 'Mẹ', 'Trẻ em'].slice(0, 1 + (chance % 3)),
  copies: (_, chance) => 1 + chance,
  pages: (_, chance) => 1 + chance * 9,
  incomplete: (_, chance) => chance > 6,
  foreignDivorce: (_, chance) => chance > 7,
}

function usual({ type, values, optional, id }: Declared, chance: number): Value | undefined {
  if (values !== undefined) return values[chance < 6 ? 0 : chance % values.length]
  if (optional && chance < 5) return undefined
  switch (type) {
    case 'number':
      return id.endsWith('Vnd') ? chance * 1_000 : chance
    case 'boolean':
      return chance < 7
    case 'list':
      return []
    case 'object':
      return { ghi: id }
    default:
      return `giá trị ${chance}`
  }
}
