import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FragmentResolver } from '@motcua/engine'
import { mustBeTexts } from './must-be-given.ts'

/** The reader's own limit is far lower. */
const LARGEST_BYTES = 2 * 1024 * 1024
const LIBRARY_FOLDER = fileURLToPath(new URL('../library/fragments/', import.meta.url))

/**
 * Finds what procedures include: our own fragments by their names (`intake-at-counter`), an author's own files beside the procedure
 * (`./steps/check.yaml`). What leads out of the procedure's folder, by its name or by a symbolic link, is not found.
 *
 * @param cwd  what relative names of procedure files are relative to
 * @example
 * readYaml(text, { file: 'procedures/permit.yaml', fragments: fragmentFiles() })
 */
export function fragmentFiles(cwd: string = process.cwd()): FragmentResolver {
  mustBeTexts('fragmentFiles', { cwd })
  return (reference, from) => {
    if (!reference.startsWith('./')) return ownFragment(reference)
    const folder = from.startsWith(OWN) ? LIBRARY_FOLDER : dirname(resolve(cwd, from))
    const path = resolve(folder, reference)
    const text = contained(folder, path)
    return text === undefined ? undefined : { file: join(dirname(from), reference), text }
  }
}

/** How diagnostics name our own fragments. */
const OWN = '@motcua/procedures/library/fragments/'

/** Our own do not change: each is read once. */
const FILES = new Map<string, NonNullable<ReturnType<FragmentResolver>>>()

function ownFragment(name: string): ReturnType<FragmentResolver> {
  const known = FILES.get(name)
  if (known !== undefined) return known
  const text = contained(LIBRARY_FOLDER, join(LIBRARY_FOLDER, `${name}.yaml`))
  if (text === undefined) return undefined
  const found = { file: `${OWN}${name}.yaml`, text }
  FILES.set(name, found)
  return found
}

/** A file's text, when it really lies in the folder. */
function contained(folder: string, path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const real = realpathSync(path)
  if (!real.startsWith(realpathSync(folder) + sep)) return undefined
  const { size } = statSync(real)
  return statSync(real).isFile() && size <= LARGEST_BYTES ? readFileSync(real, 'utf8') : undefined
}
