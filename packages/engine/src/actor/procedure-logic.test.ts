import { describe, expect, it } from 'vitest'
import { createActor, type InspectionEvent } from 'xstate'
import { readYaml } from '../definition/index.ts'
import { loadProcedure, type Procedure } from '../lifecycle/index.ts'
import { procedureLogic, type ProcedureSnapshot } from './index.ts'

const AT = Date.UTC(2025, 8, 8, 1)

function twoTasks(): Procedure {
  const yaml = `
procedure: "1.000001"
name: Thử
roles: { clerk: Cán bộ }
flow:
  begin: { startEvent: , next: first }
  first: { userTask: { role: clerk }, stage: receive, next: second }
  second: { userTask: { role: clerk }, stage: verify, next: done }
  done: { endEvent: }
`
  const { definition } = readYaml(yaml, { file: 'test.yaml' })
  const loaded = definition === undefined ? undefined : loadProcedure(definition)
  if (loaded?.procedure === undefined) throw new Error('expected a procedure')
  return loaded.procedure
}

const begin = { type: 'start', at: AT, origin: 'person', variables: {} } as const
const complete = (instance: number) => ({ type: 'completeTask', at: AT, origin: 'person', instance, variables: {} }) as const

describe('a procedure as an actor', () => {
  it('runs by commands, is inspected, and is done with its output', () => {
    const inspected: InspectionEvent['type'][] = []
    const emitted: string[] = []
    const actor = createActor(procedureLogic(twoTasks()), { inspect: ({ type }) => inspected.push(type) })
    actor.on('*', ({ type }) => emitted.push(type))
    actor.start()
    for (const command of [begin, complete(1), complete(2)]) actor.send(command)
    expect(actor.getSnapshot()).toMatchObject({ status: 'done', output: { status: 'completed', standing: 'registered' } })
    expect(inspected).toContain('@xstate.snapshot')
    expect(emitted.filter((type) => type === 'dossier.stageEntered')).toHaveLength(2)
  })

  it('shows a refusal and emits it, and lives on', () => {
    const refused: string[] = []
    const actor = createActor(procedureLogic(twoTasks())).start()
    actor.on('dossier.rejected', ({ rejection }) => refused.push(rejection.code))
    actor.send(begin)
    const before = actor.getSnapshot().dossier
    actor.send(complete(7))
    expect(refused).toEqual(['TASK_NOT_ACTIVE'])
    expect(actor.getSnapshot()).toMatchObject({ status: 'active', rejection: { code: 'TASK_NOT_ACTIVE' } })
    expect(actor.getSnapshot().dossier).toBe(before)
    actor.send(complete(1))
    expect(actor.getSnapshot().rejection).toBeNull()
  })

  it('goes on from a persisted snapshot as if nothing had happened', () => {
    const logic = procedureLogic(twoTasks())
    const first = createActor(logic).start()
    first.send(begin)
    first.send(complete(1))
    const kept = JSON.parse(JSON.stringify(first.getPersistedSnapshot())) as ProcedureSnapshot
    first.stop()
    const second = createActor(logic, { snapshot: kept }).start()
    second.send(complete(2))
    expect(second.getSnapshot().status).toBe('done')
  })
})
