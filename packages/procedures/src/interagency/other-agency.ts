import type { JobContext } from '@motcua/engine'
import type { Notification } from '@motcua/engine/ports'
import type { Agency, Correspondent } from '../agency.ts'

/** Another agency by the name that the procedure has for it: as the deployment knows it, or as the role is called. */
export function otherAgency({ procedure }: JobContext, agency: Agency, name: string): Correspondent {
  const role = procedure.definition.roles.find(({ id }) => id === name)
  return agency.correspondents?.[name] ?? { name: role?.name.vi ?? (name || 'Cơ quan phối hợp') }
}

/** Writes to an agency, where the deployment has a way to. @param key  of this letter, stable over every try */
export async function tellAgency(
  job: JobContext,
  key: string,
  { name, email, phone }: Correspondent,
  subject: string,
  words: string,
  attachments: Notification['attachments'] = [],
): Promise<void> {
  const { dossier, procedure } = job
  await job.adapters.notifier?.notify({
    key,
    to: { name, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) },
    subject,
    text: `Kính gửi ${name},\n\n${subject}: hồ sơ ${dossier.code ?? dossier.id}, ${procedure.definition.name.vi}.\n${words}.\n`,
    attachments,
  })
}
