import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Terminal } from './output.ts'

/** What a file defines that others may name, and what it names: ids of processes, global tasks and decisions; namespaces. */
interface Names {
  readonly file: string
  readonly defines: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

/**
 * Of files that were named together, those that one of them needs: what it names and does not define itself, and what those name in
 * turn. Only looked for in the text, so that a thousand files are checked without reading each with every other; a file too many
 * changes nothing.
 */
export class Besides {
  readonly #files: Names[]

  constructor(files: readonly string[], terminal: Pick<Terminal, 'cwd'>) {
    this.#files = files.length < 2 ? [] : files.map((file) => namesIn(file, terminal))
  }

  neededBy(file: string): string[] {
    const own = this.#files.find((one) => one.file === file)
    if (own === undefined) return []
    const found = [own]
    for (const one of found) {
      const open = [...one.names].filter((name) => !one.defines.has(name))
      for (const other of this.#files)
        if (!found.includes(other) && open.some((name) => other.defines.has(name))) found.push(other)
    }
    return found.slice(1).map((one) => one.file)
  }
}

const DEFINES =
  /<(?:[\w.-]+:)?(?:process|global\w*Task|decision)\s[^>]*?\bid\s*=\s*["']([^"']+)["']|\b(?:targetNamespace|namespace)\s*=\s*["']([^"']+)["']/g
const NAMES =
  /\b(?:calledElement|processId|decisionRef|decisionId|decision)\s*[=:]\s*["']?(?:[\w.-]+:)?([^"'\s,}]+)|<(?:[\w.-]+:)?import\s[^>]*?\bnamespace\s*=\s*["']([^"']+)["']/g

function namesIn(file: string, terminal: Pick<Terminal, 'cwd'>): Names {
  const text = textOf(file, terminal)
  const all = (pattern: RegExp) => new Set([...text.matchAll(pattern)].flatMap(([, id, namespace]) => id ?? namespace ?? []))
  return { file, defines: all(DEFINES), names: all(NAMES) }
}

/** A file that cannot be read defines nothing; reading it tells why. */
function textOf(file: string, terminal: Pick<Terminal, 'cwd'>): string {
  try {
    return readFileSync(resolve(terminal.cwd, file), 'utf8')
  } catch {
    return ''
  }
}
