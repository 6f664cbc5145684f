import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  AdapterFailure,
  formatInstant,
  lacksWitnessed,
  lostTimeOf,
  reconcileStore,
  type Language,
  type LostTime,
} from '@motcua/engine'
import { fileWitness } from '@motcua/adapters/witness'
import { withStore } from '../terminal/database.ts'
import { EXIT, type Terminal } from '../terminal/output.ts'
import { UsageError } from '../terminal/usage-error.ts'

export interface RestoredFlags {
  /** The folder of the witness. */
  readonly witness: string
  /** Reconcile, for this reason. */
  readonly reconcile?: string
  /** Who reconciles. */
  readonly as?: string
  readonly json: boolean
}

/**
 * `motcua restored DB --witness FOLDER`: whether a store lacks what its witness has seen, and what jobs did since. Exit 0 nothing is missing,
 * 1 something is, 2 the store or the witness cannot be read. With `--reconcile REASON --as WHO` the store goes on from where it stands, and the exit is 0.
 */
export async function restored(database: string, flags: RestoredFlags, terminal: Terminal): Promise<number> {
  const vi = terminal.language === 'vi'
  const folder = resolve(terminal.cwd, flags.witness)
  if (!existsSync(folder))
    throw new UsageError({ vi: `${flags.witness}: không có thư mục này`, en: `${flags.witness}: no such folder` })
  // Opening one makes a folder its own: what is no witness yet must not become one by being looked at.
  if (!existsSync(join(folder, 'store')))
    throw new UsageError({
      vi: `${flags.witness}: không phải thư mục chứng kiến`,
      en: `${flags.witness}: no witness in this folder`,
    })
  if (flags.reconcile !== undefined && (flags.reconcile.trim() === '' || flags.as === undefined))
    throw new UsageError({
      vi: '--reconcile cần lý do, và --as cho biết ai',
      en: '--reconcile needs a reason, and --as says who',
    })
  return withStore(
    database,
    terminal,
    async (store) => {
      const witness = fileWitness(folder)
      try {
        const standing = await witness.open(await store.identity())
        if (!(await lacksWitnessed(store, standing))) {
          terminal.out(flags.json ? '{"behind":false}\n' : vi ? 'Không thiếu gì.\n' : 'Nothing is missing.\n')
          return EXIT.clean
        }
        const { reconcile: reason, as: actor = '' } = flags
        const lost =
          reason === undefined
            ? await lostTimeOf(store, witness, standing)
            : await reconcileStore({ store, witness, standing, at: Date.now(), actor, reason })
        const isReconciled = reason !== undefined
        if (flags.json) terminal.out(`${JSON.stringify({ behind: true, isReconciled, ...lost })}\n`)
        else terminal.out(told(lost, isReconciled, terminal.language))
        return isReconciled ? EXIT.clean : EXIT.errors
      } catch (error) {
        if (!(error instanceof AdapterFailure)) throw error
        terminal.err(`${flags.witness}: ${error.code}: ${error.message}\n`)
        return EXIT.usage
      } finally {
        await witness.close()
      }
    },
    flags.reconcile === undefined ? 'reading' : 'existing',
  )
}

function told({ restoredTo, witnessedTo, effects, serials }: LostTime, isReconciled: boolean, language: Language): string {
  const vi = language === 'vi'
  const at = (instant: number | null) => (instant === null ? '–' : formatInstant(instant))
  const lines = [
    vi
      ? `Cơ sở dữ liệu dừng ở khoảng ${at(restoredTo)}; đã có lệnh được ghi đến ${at(witnessedTo)}.`
      : `The store stands at about ${at(restoredTo)}; commands were committed until ${at(witnessedTo)}.`,
    vi
      ? `Việc đã làm sau đó mà cơ sở dữ liệu không biết: ${effects.length}; số đã cấp: ${serials.length}.`
      : `Done since, unknown to the store: ${effects.length}; numbers given out: ${serials.length}.`,
    ...effects.map(({ at: when, type, dossier, isKnown }) => {
      const known = vi ? 'sẽ bị làm lại' : 'would be done again'
      const lost = vi ? 'lệnh đã mất' : 'its command is lost'
      return `  ${formatInstant(when)}  ${type}  ${dossier}  ${isKnown ? known : lost}`
    }),
    isReconciled
      ? vi
        ? 'Đã đối soát: những việc này không bị làm lại khi chưa hỏi.'
        : 'Reconciled: none of it is done again unasked.'
      : vi
        ? 'Chưa đổi gì. Thêm --reconcile "lý do" --as AI để tiếp tục từ đây.'
        : 'Nothing was changed. Add --reconcile "reason" --as WHO to go on from here.',
  ]
  return `${lines.join('\n')}\n`
}
