import type { Migrate } from '../kernel/index.ts'
import type { DossierCommand } from '../lifecycle/index.ts'
import { ownCopy } from './own-copy.ts'

/** A command without its instant: the dispatcher stamps it. */
export type Unstamped = DossierCommand extends infer C ? (C extends DossierCommand ? Omit<C, 'at'> : never) : never

export type UnstampedMigration = Omit<Migrate, 'at'>

type Stamped = { -readonly [K in keyof DossierCommand]: DossierCommand[K] } & { actor?: string }

/**
 * With its instant and, of a person, who it is. A copy: whoever sent it may change what they sent, and what is decided, kept in memory and
 * written is the same.
 */
export function stamped(made: Unstamped, at: number, actor: string): DossierCommand {
  // The command of every day is written out: all of one shape are read faster than what is copied key by key.
  if (made.type === 'completeTask') {
    const { type, origin, instance, variables } = made
    return { type, at, origin, instance, variables: ownCopy(variables), actor: origin === 'person' ? actor : undefined }
  }
  const command = ownCopy(made) as Stamped
  command.at = at
  if (command.origin === 'person') command.actor = actor
  return command as DossierCommand
}
