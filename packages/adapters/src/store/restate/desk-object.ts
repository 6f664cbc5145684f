import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import type { StoredTask } from '@motcua/engine/ports'
import { NAMES } from './wire.ts'

/** The open tasks of one role or group. */
export const deskObject = object({
  name: NAMES.desk,
  handlers: {
    put: async (context: ObjectContext, task: StoredTask): Promise<void> => {
      context.set(task.id, task)
    },
    drop: async (context: ObjectContext, id: string): Promise<void> => {
      context.clear(id)
    },
    list: handlers.object.shared(async (context: ObjectSharedContext): Promise<StoredTask[]> => {
      const ids = await context.stateKeys()
      const tasks: StoredTask[] = []
      for (const id of ids) {
        const task = await context.get<StoredTask>(id)
        if (task !== null) tasks.push(task)
      }
      return tasks
    }),
  },
})
