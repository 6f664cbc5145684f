import type { DossierView, Variables } from '@motcua/engine'
import type { DocumentStore, Renderer } from '@motcua/engine/ports'
import { CITIZEN } from './people.ts'

/** What a person does at a task: who, how long after it was opened, and with what result. */
export interface Deed {
  readonly as: string
  readonly afterMinutes: number
  readonly variables: Variables
}

export const LODGED: Variables = {
  applicant: {
    name: 'Nguyễn Văn An',
    identifier: CITIZEN,
    kind: 'citizen',
    address: 'Thôn 3, xã Tân Hội, tỉnh Bắc Ninh',
    phone: '0912345678',
    email: 'an.nguyen@example.vn',
  },
  child: {
    name: 'Nguyễn Minh Khôi',
    birthDate: '20/08/2025',
    sex: 'Nam',
    ethnicity: 'Kinh',
    nationality: 'Việt Nam',
    birthPlace: 'Bệnh viện Sản Nhi tỉnh Bắc Ninh',
    hometown: 'Xã Tân Hội, tỉnh Bắc Ninh',
    mother: { name: 'Lê Thu Hà' },
    father: { name: 'Nguyễn Văn An' },
  },
  channel: 'counter',
  returnBy: 'agency',
  components: [{ id: 'declaration' }, { id: 'birth-notice' }],
}

/** What is done at each task of the demo's way through the procedure; `undefined`: the story does not come by there. */
export async function deedAt(
  element: string,
  dossier: DossierView,
  tools: { readonly documents: DocumentStore; readonly renderer: Renderer },
): Promise<Deed | undefined> {
  switch (element) {
    case 'check-components':
      return { as: 'binh', afterMinutes: 6, variables: { missing: [] } }
    case 'digitize-components':
      return { as: 'binh', afterMinutes: 9, variables: { digitized: await scanned(dossier, tools) } }
    case 'hand-over-papers':
      return { as: 'binh', afterMinutes: 4, variables: {} }
    case 'examine':
      return { as: 'chi', afterMinutes: 35, variables: { outcome: 'grant' } }
    case 'register-birth':
      return {
        as: 'chi',
        afterMinutes: 12,
        variables: { registerNumber: '47', registerBook: '01/2025', personalId: '027225000471' },
      }
    case 'approve-result':
      return { as: 'dung', afterMinutes: 15, variables: { approved: true } }
    case 'hand-over-result':
      return { as: 'binh', afterMinutes: 20, variables: { receivedBy: 'Nguyễn Văn An' } }
    default:
      return undefined
  }
}

const PAPERS = [
  { id: 'declaration', code: '000.00.00.G15-KQ003204', title: 'TỜ KHAI ĐĂNG KÝ KHAI SINH' },
  { id: 'birth-notice', code: '000.00.00.G15-KQ004389', title: 'GIẤY CHỨNG SINH' },
] as const

/** The two papers as the scanner of the counter gives them. */
async function scanned(dossier: DossierView, { documents, renderer }: Parameters<typeof deedAt>[2]) {
  const files = []
  for (const { id, code, title } of PAPERS) {
    const bytes = await renderer.render({
      form: `scan/${id}`,
      size: 'A4',
      agency: [],
      title,
      fields: [{ label: 'Bản số hóa của hồ sơ', value: dossier.code ?? '' }],
      at: dossier.openedAt,
    })
    const { digest, mediaType } = await documents.put(bytes, 'application/pdf')
    files.push({ id, digest, mediaType, code: `${CITIZEN}.${code}` })
  }
  return files
}
