import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, normalize, resolve, sep } from 'node:path'
import type { ImportResolver } from '@motcua/engine'
import { mustBeLists, mustBeTexts } from './must-be-given.ts'

/** The reader's own limit is lower. */
const LARGEST_BYTES = 16 * 1024 * 1024

const NO_NETWORK = { vi: 'không đọc tệp từ mạng', en: 'nothing is read from the network' }
const OUTSIDE = {
  vi: 'tệp nằm ngoài thư mục của các tệp đang đọc',
  en: 'it lies outside of the folders of the files that are read',
}
const TOO_LARGE = { vi: 'tệp quá lớn', en: 'the file is too large' }
const UNREADABLE = { vi: 'không mở được tệp', en: 'the file cannot be opened' }

/**
 * Finds the BPMN and DMN files that others import, by relative paths. Only what really lies below the folder of the importing file, or
 * of one of `given`, is read: a path or symbolic link that leads out of them is refused, and so is every URL.
 *
 * @param cwd    what relative names of files are relative to
 * @param given  files that somebody named: they keep their names, and their folders may be read as well
 * @example
 * readBpmn(text, { file: 'procedures/permit.bpmn', imports: importFiles() })
 */
export function importFiles(cwd: string = process.cwd(), given: readonly string[] = []): ImportResolver {
  mustBeTexts('importFiles', { cwd })
  mustBeLists('importFiles', { given })
  for (const file of given) mustBeTexts('importFiles', { given: file })
  return ({ location, from }) => {
    if (/^[a-z][a-z0-9+.-]+:|^\/\//i.test(location)) return { refused: NO_NETWORK }
    const path = pathOf(location)
    const named = resolve(cwd, dirname(from), path)
    if (!existsSync(named)) return undefined
    const real = realpathSync(named)
    const folders = [from, ...given].map((file) => dirname(resolve(cwd, file))).filter((folder) => existsSync(folder))
    if (!folders.some((folder) => real.startsWith(below(realpathSync(folder))))) return { refused: OUTSIDE }
    const found = statSync(real)
    if (!found.isFile()) return undefined
    if (found.size > LARGEST_BYTES) return { refused: TOO_LARGE }
    const known = given.find((file) => existsSync(resolve(cwd, file)) && realpathSync(resolve(cwd, file)) === real)
    const content = contentOf(real)
    return content === undefined ? { refused: UNREADABLE } : { file: known ?? normalize(join(dirname(from), path)), content }
  }
}

/** `undefined`: it is there and may not be read, or the disk fails. */
function contentOf(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** The path that a location's URI reference has. */
function pathOf(location: string): string {
  const plain = location.replace(/[#?].*$/, '').replaceAll('\\', '/')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

function below(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep
}
