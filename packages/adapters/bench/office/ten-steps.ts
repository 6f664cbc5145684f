import { createEngine, loadProcedure, readYaml, type Engine } from '../../../engine/src/index.ts'
import type { Commit, Store } from '@motcua/engine/ports'

export const STEPS = 10

/** Ten tasks one after another, through the stages of the one-stop mechanism. */
const STAGES = ['receive', 'receive', 'digitize', 'transfer', 'verify', 'verify', 'verify', 'sign', 'return', 'archive']
const YAML = `
procedure: "ten-steps"
version: 1
name: { vi: Thủ tục mười bước, en: A procedure of ten steps }
level: commune
basis: []
limit: { workingDays: 10 }
roles:
  counter: { vi: Bộ phận Một cửa }
variables:
  applicant: object
  missing: list
  note: string
messages:
  dossier-lodged: { from: [counter], carries: [applicant, note] }
flow:
  lodged: { startEvent: { message: dossier-lodged }, next: step-1 }
${STAGES.map((stage, index) => `  step-${index + 1}: { userTask: { role: counter, sets: [missing, note] }, stage: ${stage}, next: ${index + 1 < STEPS ? `step-${index + 2}` : 'over'} }`).join('\n')}
  over: { endEvent: {} }
`

function tenSteps() {
  const { definition, diagnostics } = readYaml(YAML, { file: 'ten-steps.yaml' })
  if (definition === undefined)
    throw new Error(`expected a procedure: ${diagnostics.map(({ message }) => message.en).join(', ')}`)
  const loaded = loadProcedure(definition)
  if (loaded.procedure === undefined) throw new Error(JSON.stringify(loaded.diagnostics))
  return loaded.procedure
}

/** An engine on a store, and for each dossier the task that it waits with: read off its commits, so that no query is timed. */
export interface Office {
  readonly engine: Engine
  /** Every commit, where asked to keep them. */
  readonly commits: Commit[]
  lodge(): Promise<string>
  /** Completes the open task. */
  step(dossier: string): Promise<void>
}

export async function openOffice(store: Store, keepsCommits = false): Promise<Office> {
  const waiting = new Map<string, string>()
  const commits: Commit[] = []
  let lodged = 0
  const watched = new Proxy(store, {
    get(target, name: keyof Store) {
      if (name !== 'commit') {
        const part: unknown = Reflect.get(target, name)
        return typeof part === 'function' ? (part.bind(target) as unknown) : part
      }
      return async (batch: readonly Commit[]) => {
        const outcomes = await target.commit(batch)
        batch.forEach((commit, index) => {
          if (outcomes[index]?.status !== 'committed')
            throw new Error(`expected every step to be committed: ${outcomes[index]?.status}`)
          if (keepsCommits) commits.push(commit)
          const [task] = commit.tasks.open
          if (task === undefined) waiting.delete(commit.dossier)
          else waiting.set(commit.dossier, task.id)
        })
        return outcomes
      }
    },
  })
  const engine = createEngine({
    store: watched,
    procedures: [{ procedure: tenSteps() }],
    adapters: { identity: { find: async (id: string) => ({ id, name: id, roles: ['counter', 'operator'] }) } },
  })
  await engine.start()
  return {
    engine,
    commits,
    async lodge() {
      const number = (lodged += 1)
      const applicant = { name: `Nguyễn Thị Bưởi ${number}`, identifier: `0011900${number}`, kind: 'citizen' }
      const { id } = await engine.lodge('ten-steps', { applicant, note: 'Hồ sơ đầy đủ, hợp lệ' }, { as: 'binh' })
      return id
    },
    async step(dossier) {
      const task = waiting.get(dossier)
      if (task === undefined) throw new Error(`expected an open task of ${dossier}`)
      await engine.complete(task, { missing: [], note: 'Đã kiểm tra, đủ thành phần' }, { as: 'binh' })
    },
  }
}

/** Takes so many dossiers from their lodging to their end, so many at once; gives how many commits that took. */
export async function takeThrough(office: Office, dossiers: number, atOnce: number): Promise<number> {
  let left = dossiers
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0) {
        left -= 1
        const dossier = await office.lodge()
        for (let step = 0; step < STEPS; step += 1) await office.step(dossier)
      }
    }),
  )
  return dossiers * (STEPS + 1)
}
