import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../../', import.meta.url)

/** What a program may import of ours: every name in the packages' export maps that leads to code, with the source that it is built from. */
export function publishedEntries(): readonly (readonly [name: string, source: string])[] {
  const { compilerOptions } = json('tsconfig.json') as { compilerOptions: { paths: Record<string, [string]> } }
  return ['engine', 'procedures', 'adapters', 'cli'].flatMap((folder) => {
    const { name, exports } = json(`packages/${folder}/package.json`) as { name: string; exports: Record<string, unknown> }
    return Object.entries(exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([key]) => {
        const entry = `${name}${key.slice(1)}`
        const [path] = compilerOptions.paths[entry] ?? []
        if (path === undefined) throw new Error(`expected the source of ${entry} in tsconfig.json, found none`)
        return [entry, fileURLToPath(new URL(path, ROOT))] as const
      })
  })
}

export type Untyped = (...given: readonly unknown[]) => unknown

/** The functions of an entry; classes are made by `new` alone. */
export async function functionsOf(source: string): Promise<readonly (readonly [name: string, call: Untyped])[]> {
  const module = (await import(source)) as Record<string, unknown>
  return Object.entries(module).filter(
    (entry): entry is [string, Untyped] =>
      typeof entry[1] === 'function' && !Function.prototype.toString.call(entry[1]).startsWith('class'),
  )
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'))
}
