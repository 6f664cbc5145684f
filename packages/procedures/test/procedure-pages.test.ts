import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { diagramSvg, layoutDiagram } from '@motcua/engine'
import { expect, it } from 'vitest'
import { EARLIER_EDITIONS, LIBRARY, libraryEditions, type LibraryCode } from '../src/index.ts'
import { fingerprint, procedurePage } from './procedure-pages.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/procedures/', import.meta.url))
const pages = (Object.keys(LIBRARY) as LibraryCode[]).flatMap((code) =>
  libraryEditions(code).map(({ definition }) => {
    const name = EARLIER_EDITIONS[code] === undefined ? code : `${code}-${definition.version}`
    return [name, definition] as const
  }),
)

it.each(pages)(
  'docs/procedures/%s.md and its picture are of the procedure’s file (UPDATE_DOCS=1 makes them)',
  async (name, definition) => {
    const [page, picture] = [`${FOLDER}${name}.md`, `${FOLDER}${name}.svg`]
    const mark = `<!-- content ${fingerprint(definition)} -->\n`
    if (process.env.UPDATE_DOCS !== undefined) {
      mkdirSync(FOLDER, { recursive: true })
      writeFileSync(page, procedurePage(definition, `${name}.svg`))
      const isFresh = existsSync(picture) && readFileSync(picture, 'utf8').endsWith(mark)
      if (!isFresh) writeFileSync(picture, `${diagramSvg(definition, await layoutDiagram(definition)).trimEnd()}\n${mark}`)
    }
    expect(readFileSync(page, 'utf8')).toBe(procedurePage(definition, `${name}.svg`))
    expect(readFileSync(picture, 'utf8').endsWith(mark)).toBe(true)
  },
)
