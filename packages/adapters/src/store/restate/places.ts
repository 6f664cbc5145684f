import type { NewJob, StoredJob, StoredTask } from '@motcua/engine/ports'

/** The desks at which a task lies: of its role, and of each group that may do it. */
export function desksOf(task: Pick<StoredTask, 'role' | 'groups'>): readonly string[] {
  return [...(task.role === null ? [] : [roleDesk(task.role)]), ...task.groups.map(groupDesk)]
}

export function roleDesk(role: string): string {
  return `role/${role}`
}

export function groupDesk(group: string): string {
  return `group/${group}`
}

/** Where a job is done: jobs of one lane at one place, others each at their own. */
export function laneOf({ id, dossier, lane }: Pick<NewJob, 'id' | 'dossier' | 'lane'>): string {
  return lane === null ? `job/${id}` : `lane/${dossier}/${lane}`
}

export function queued(job: NewJob): StoredJob {
  return { ...job, status: 'queued', tries: 0, leasedUntil: null, lastError: null, settled: null }
}

/** One that another store kept: what is known of its tries there stays known. */
export function movedJob(job: StoredJob): StoredJob {
  const { tries, lastError, settled } = job
  return { ...queued(job), tries, lastError, settled }
}
