import { AdapterFailure, formatInstant, type JobContext, type Value, type Variables } from '@motcua/engine'
import type { Agency } from '../agency.ts'
import { fileForm } from './file-form.ts'
import { formSetOf } from './form-version.ts'
import { registerEntry, registerForm } from './register.ts'

/**
 * Gives a dossier its line in the agency's register of the year (Sổ theo dõi hồ sơ), numbered through from 01, and keeps the line as a
 * document of the dossier. A dossier has one line, however often this is tried.
 *
 * @law thông tư 01/2018/TT-VPCP Đ10, form 06; thông tư 03/2025/TT-VPCP, form 07
 */
export async function enterInRegister(job: JobContext, agency: Agency): Promise<Variables> {
  const { dossier, procedure } = job
  const entry = registerEntry(dossier, procedure, await job.journal())
  if (entry === undefined) {
    throw new AdapterFailure(
      'DOSSIER_NOT_ACCEPTED',
      'expected an accepted dossier with a code to enter in the register, found none',
      {
        retry: false,
      },
    )
  }
  const year = Number(formatInstant(entry.receivedAt).slice(0, 4))
  const number = await job.serial(`register:${agency.code}:${year}`, dossier.id)
  const forms = formSetOf(procedure.definition.regime)
  const form = registerForm([entry], { agency, year, forms, at: job.at, first: number })
  const file = await fileForm(job, form, `Sổ theo dõi hồ sơ ${year}, số ${String(number).padStart(2, '0')}`)
  return { registerEntry: { ...entry, ...file, year, number } as unknown as Value }
}
