import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where a chunk for CommonJS assigns a field to an export of the same name, which making an instance would then overwrite: tsup has sucrase
 * rewrite chunks that are shared, and sucrase takes `#names = …` and `names = …` in a class for the variable.
 *
 * @returns `chunk.cjs: the line`, of each chunk in a folder and those below it
 */
export function mixedUpFields(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.cjs'))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => /(#|this\.)[\w$]+ = exports\./.test(line))
        .map((line) => `${file}: ${line.trim().slice(0, 120)}`),
    )
}
