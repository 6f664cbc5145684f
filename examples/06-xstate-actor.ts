// A procedure as an XState actor: commands in, events out, a refusal that does not kill it.
import { loadProcedure, readYaml } from '@motcua/engine'
import { procedureLogic } from '@motcua/engine/actor'
import { createActor } from 'xstate'

const { definition } = readYaml(
  `procedure: "1.000001"
name: Cấp giấy xác nhận
roles: { clerk: Cán bộ }
flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: clerk }, stage: receive, next: done }
  done: { endEvent: }
`,
  { file: 'example.yaml' },
)
const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
if (procedure === undefined) throw new Error('expected a procedure')

const actor = createActor(procedureLogic(procedure))
actor.on('*', (emitted) => {
  console.log(emitted.type)
})
actor.start()
const at = Date.now()
actor.send({ type: 'start', at, origin: 'person', variables: {} })
actor.send({ type: 'completeTask', at, origin: 'person', instance: 99, variables: {} })
actor.send({ type: 'completeTask', at, origin: 'person', instance: 1, variables: {} })
console.log(actor.getSnapshot().status)
