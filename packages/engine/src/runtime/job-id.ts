/** Ids of jobs. They name the journal row that made the job, so that it is known whatever became of the job since. */

/** Of the job that an element instance waits for; made anew, it is another job under the same key. */
export function awaitedJobId(dossier: string, instance: number, seq: number): string {
  return `${dossier}:${instance}:${seq}`
}

/** Of the `index`-th job by which a thrown message or signal leaves the dossier. */
export function outgoingJobId(dossier: string, seq: number, index: number): string {
  return `${dossier}:${seq}:out${index}`
}

/** Of the `index`-th job that the procedure's reactions added. */
export function sideJobId(dossier: string, seq: number, index: number): string {
  return `${dossier}:side:${seq}.${index}`
}

/** Sequence number of the journal row that made the job. */
export function seqOfJob(dossier: string, id: string): number {
  const [, side, out, awaited] = /^(?:side:(\d+)\.\d+|(\d+):out\d+|\d+:(\d+))$/.exec(id.slice(dossier.length + 1)) ?? []
  const seq = Number(side ?? out ?? awaited)
  if (Number.isInteger(seq)) return seq
  throw new Error(`DEFECT_JOB_ID: expected the id of a job of ${dossier}, found "${id}", please report this`)
}
