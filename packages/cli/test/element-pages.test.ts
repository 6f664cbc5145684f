import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { diagramSvg, layoutDiagram, readYaml, type Definition } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { runDefinition } from './bpmn.fixture.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/elements/', import.meta.url))
const PAGES = readdirSync(FOLDER).filter((name) => name.endsWith('.md'))
const HOPS = ['entered', 'completed', 'terminated', 'taken', 'thrown', 'caught', 'compensated', 'failed'] as const

/** Examples of a page: a file, and what is to be seen when it runs. */
function examplesOf(page: string): { readonly file: string; readonly seen: readonly string[] }[] {
  const text = readFileSync(FOLDER + page, 'utf8')
  return [...text.matchAll(/```yaml\n([\s\S]*?)```\s+```trace\n([\s\S]*?)```/g)].map(([, file = '', seen = '']) => ({
    file,
    seen: seen.trim().split('\n'),
  }))
}

function definitionOf(file: string): Definition {
  const { definition, diagnostics } = readYaml(file, { file: 'example.yaml' })
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message.en)).toEqual([])
  if (definition === undefined) throw new Error('expected a definition')
  return definition
}

describe.each(PAGES)('%s', (page) => {
  const examples = examplesOf(page)

  it('has examples, each beside what is seen of it', () => {
    const text = readFileSync(FOLDER + page, 'utf8')
    expect(examples.length).toBeGreaterThan(0)
    expect(text.match(/```yaml/g)).toHaveLength(examples.length)
  })

  it.each(examples.map(({ file, seen }, index) => [index + 1, file, seen] as const))(
    'example %i runs as it says',
    (_, file, seen) => {
      const { all, end } = runDefinition(definitionOf(file))
      for (const line of seen) {
        const [event, ...elements] = line.split(' ')
        if (event === 'end') expect([end.status, ...(end.code === undefined ? [] : [end.code])]).toEqual(elements)
        else {
          const hop = HOPS.find((known) => known === event)
          if (hop === undefined) throw new Error(`expected one of ${HOPS.join(', ')}, found ${line}`)
          expect([event, ...all(hop)]).toEqual([event, ...elements])
        }
      }
    },
  )

  it('shows the picture of its first example', async () => {
    const definition = definitionOf(examples[0]?.file ?? '')
    const svg = diagramSvg(definition, await layoutDiagram(definition), { showsIds: true })
    const picture = FOLDER + page.replace('.md', '.svg')
    if (process.env.UPDATE_DOCS === '1') writeFileSync(picture, svg)
    expect(readFileSync(picture, 'utf8')).toBe(svg)
  })

  it('names rulings and codes that there are, and is linked from the table of elements', () => {
    const text = readFileSync(FOLDER + page, 'utf8')
    const docs = (name: string) => readFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), 'utf8')
    const [rulings, errors] = [docs('semantics.md'), docs('errors.md')]
    for (const [ruling] of text.matchAll(/S-\d\d/g)) expect(rulings).toContain(`| ${ruling} |`)
    for (const [, code = ''] of text.matchAll(/`([A-Z][A-Z_]+_[A-Z_]+)`/g)) expect(errors).toContain(`### ${code}\n`)
    expect(docs('elements.md')).toContain(`(elements/${page})`)
  })
})
