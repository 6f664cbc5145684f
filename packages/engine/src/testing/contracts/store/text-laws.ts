import { isFoundBy, type DossierQuery, type Store } from '../../../ports/index.ts'
import { at, commitOf, taskOf, type CommitParts } from './fixture.ts'
import { same, storeLaw } from './law.ts'

/** Names, codes and procedures as they are written in dossiers: precomposed, decomposed, capitals, digits, foreign, none. */
const TEXTS = [
  'Nguyễn Văn An · Đăng ký khai sinh',
  'NGUYỄN THỊ ÁNH · Đăng ký kết hôn',
  'Nguyên Bình · Cấp bản sao trích lục',
  'Trần Thị Đường · Đăng ký khai tử',
  'Tra\u0302\u0300n Va\u0306n Duong · Chứng thực chữ ký',
  'H22.01-251003-0001 Lê Hoàng 001190012345',
  'Ma-ri-a O’Connor (İstanbul, Straße 5) 中文姓名',
  '"\'); DROP TABLE dossier; -- % _ * AND OR NOT NEAR',
  '',
]

const QUERIES = [
  'nguyễn',
  'nguyen',
  'NGUYEN van',
  'Nguyên',
  'ng',
  'nguyễn an đăng',
  'đường',
  'duong',
  'đ',
  'd',
  'Tra\u0302\u0300n',
  'tran duong',
  'H22.01-251003',
  '0001 h22',
  '251003-0002',
  '0011900',
  '190012345',
  'maria',
  'ma ri',
  "o'connor",
  'istanbul',
  'strasse',
  '中',
  'drop * NOT',
  '"',
  '%',
  '_',
  'a b c d',
  '',
  '   ',
  'xyz',
]

/** Text in Vietnamese, with and without diacritics: every store finds what `isFoundBy` finds. */
export const textLaws = [
  storeLaw('text finds the dossiers and tasks whose words begin with the words of the query', async (store) => {
    await filled(store)
    for (const text of QUERIES) {
      const expected = numbers((index) => isFoundBy(text, TEXTS[index] ?? ''))
      same(`dossiers by "${text}"`, await dossiersBy(store, text), expected)
      same(`tasks by "${text}"`, await tasksBy(store, text), expected)
    }
  }),

  storeLaw('a word with marks finds as it is written; one without finds with and without', async (store) => {
    await filled(store)
    same('nguyễn', await dossiersBy(store, 'nguyễn'), ['0', '1'])
    same('nguyen', await dossiersBy(store, 'nguyen'), ['0', '1', '2'])
    same('đường', await dossiersBy(store, 'đường'), ['3'])
    same('duong', await dossiersBy(store, 'duong'), ['3', '4'])
    same('a part of a code', await dossiersBy(store, 'h22 251003'), ['5'])
  }),

  storeLaw('text is found as it is now, in pages, and together with other conditions', async (store) => {
    await filled(store)
    const search = 'H22.01-251003-0009 Phạm Văn Nguyễn'
    const head = { search, stages: ['sign'] }
    await store.commit([commitOf('0', 2, { head, open: [taskOf('0', 1, { search, stage: 'sign' })] })])
    same('by its code', [await dossiersBy(store, '0009'), await tasksBy(store, '0009')], [['0'], ['0']])
    same('not by what it was', [await dossiersBy(store, 'khai sinh'), await tasksBy(store, 'khai sinh')], [[], []])
    const first = await store.dossiers({ text: 'nguyen', limit: 2 })
    const second = await store.dossiers({ text: 'nguyen', limit: 2, after: first.next ?? '' })
    same(
      'pages',
      [...first.items, ...second.items].map(({ dossier }) => dossier),
      ['0', '1', '2'],
    )
    same('the last', second.next, null)
    const signed = await store.dossiers({ text: 'nguyen', stage: 'sign', limit: 9 })
    same(
      'and a stage',
      signed.items.map(({ dossier }) => dossier),
      ['0'],
    )
    const tasks = await store.tasks({ text: 'nguyen', roles: ['counter'], stage: 'sign', limit: 9 })
    same(
      'tasks and a stage',
      tasks.items.map(({ dossier }) => dossier),
      ['0'],
    )
    await store.commit([commitOf('0', 3, { head, close: ['0:1'] })])
    same('a task that is closed', await tasksBy(store, '0009'), [])
  }),

  storeLaw('text finds what is open and what has ended, together and apart', async (store) => {
    await filled(store)
    const ended = async (text: string) => [
      await dossiersBy(store, text),
      await dossiersBy(store, text, { isOpen: true }),
      await dossiersBy(store, text, { isOpen: false }),
      await dossiersBy(store, text, { order: 'opened', isOpen: false }),
      await tasksBy(store, text),
    ]
    const end = (dossier: string, seq: number, endedAt: number | null, parts: CommitParts = {}) => {
      const search = TEXTS[Number(dossier)] ?? ''
      return commitOf(dossier, seq, { ...parts, head: { search, endedAt, ...parts.head } })
    }
    await store.commit([end('0', 2, at, { close: ['0:1'] }), end('2', 2, at)])
    same('a task may outlive its dossier', await ended('nguyen'), [['0', '1', '2'], ['1'], ['0', '2'], ['0', '2'], ['1', '2']])
    await store.commit([end('0', 3, null, { open: [taskOf('0', 2, { search: TEXTS[0] ?? '' })] }), end('1', 2, at)])
    same('opened again', await ended('nguyen'), [['0', '1', '2'], ['0'], ['1', '2'], ['1', '2'], ['0', '1', '2']])
    const erased = { head: { search: 'H22-1', title: '' }, erase: { upTo: 3 } }
    await store.commit([end('2', 3, at, { ...erased, close: ['2:1'] })])
    same('not by what was erased', await ended('binh'), [[], [], [], [], []])
    same('by what is left', await ended('h22-1'), [['2'], [], ['2'], ['2'], []])
  }),
] as const

async function filled(store: Store): Promise<void> {
  await store.commit(
    TEXTS.map((search, index) => commitOf(String(index), 1, { head: { search }, open: [taskOf(String(index), 1, { search })] })),
  )
}

function numbers(holds: (index: number) => boolean): readonly string[] {
  return TEXTS.flatMap((_, index) => (holds(index) ? [String(index)] : []))
}

async function dossiersBy(store: Store, text: string, more: Partial<DossierQuery> = {}): Promise<readonly string[]> {
  return (await store.dossiers({ ...more, text, limit: 100 })).items.map(({ dossier }) => dossier).sort()
}

async function tasksBy(store: Store, text: string): Promise<readonly string[]> {
  return (await store.tasks({ text, limit: 100 })).items.map(({ dossier }) => dossier).sort()
}
