import { readFileSync } from 'node:fs'
import { readYaml, type Definition, type FlowScope } from '@motcua/engine'
import { birthRegistration, fragmentFiles, libraryFile } from '@motcua/procedures'
import { describe, expect, it } from 'vitest'
import { diagramSvg } from './index.ts'
import { layoutOf } from './layout.ts'
import { escapeXml, wrap } from './text.ts'

const birth = birthRegistration.definition

function idsIn(scope: FlowScope): string[] {
  return [
    ...scope.nodes.flatMap((node) => [node.id, ...(node.kind === 'subProcess' ? idsIn(node) : [])]),
    ...scope.flows.map(({ id }) => id),
  ]
}

function elements(svg: string): { id: string; classes: string }[] {
  return [...svg.matchAll(/<g class="([^"]*)" data-element="([^"]*)">/g)].map(([, classes = '', id = '']) => ({
    classes,
    id: id
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&'),
  }))
}

/** Whether every tag is closed in order: what an XML parser would ask. */
function isWellFormed(svg: string): boolean {
  const open: string[] = []
  for (const [, closing, name = '', self] of svg.matchAll(/<(\/?)([a-z]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/gi)) {
    if (closing === '/') {
      if (open.pop() !== name) return false
    } else if (self !== '/') open.push(name)
  }
  const rest = svg.replace(/<(\/?)([a-z]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/gi, '')
  return open.length === 0 && !rest.includes('<') && !/&(?!(amp|lt|gt|quot|apos);)/.test(svg)
}

describe('the diagram of birth registration', () => {
  it('shows every element and every flow once, well-formed and the same each time', async () => {
    const svg = await diagramSvg(birth)
    const [process] = birth.processes
    expect(
      elements(svg)
        .map(({ id }) => id)
        .sort(),
    ).toEqual((process === undefined ? [] : idsIn(process)).sort())
    expect(isWellFormed(svg)).toBe(true)
    expect(await diagramSvg(birth)).toBe(svg)
    expect(svg).toContain('Thẩm tra hồ sơ')
    expect(await diagramSvg(birth, { language: 'en' })).toContain('Examination')
  })

  it('lays no shape over another, but a boundary event on its activity', async () => {
    const [process] = birth.processes
    const { nodes } = await layoutOf(process as FlowScope, (node) => node.name?.vi ?? node.id)
    const shapes = nodes
      .filter(({ node, on }) => node.kind !== 'subProcess' && on === undefined)
      .map(({ node, box }) => ({ id: node.id, ...box }))
    for (const a of shapes) {
      for (const b of shapes) {
        const overlaps = a.id < b.id && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
        expect(overlaps ? `${a.id} over ${b.id}` : '').toBe('')
      }
    }
    const edge = nodes.find(({ node }) => node.kind === 'boundaryEvent')
    const host = nodes.find(({ node }) => node.id === 'examination')
    const shaped = edge?.box
    expect((shaped?.y ?? 0) + (shaped?.height ?? 0) / 2).toBe((host?.box.y ?? 0) + (host?.box.height ?? 0))
  })

  it('draws exactly the path taken as taken', async () => {
    const [flow] = (birth.processes[0]?.flows ?? []).filter(({ source }) => source === 'lodged')
    if (flow === undefined) throw new Error('expected a flow out of the start')
    const taken = {
      nodes: new Set(['lodged', flow.target]),
      flows: new Set([flow.id]),
      current: new Set(['complete?']),
    }
    const drawn = elements(await diagramSvg(birth, { taken }))
    const bold = drawn.filter(({ classes }) => classes.includes('taken')).map(({ id }) => id)
    expect(bold.sort()).toEqual(['lodged', flow.id, flow.target].sort())
    expect(drawn.filter(({ classes }) => classes.includes('current')).map(({ id }) => id)).toEqual(['complete?'])
  })
})

describe('hostile names', () => {
  it('stay text', async () => {
    const yaml = readFileSync(libraryFile('1.001193'), 'utf8').replace(
      'vi: Nộp hồ sơ,',
      `vi: '</text><script>alert("1")</script>&',`,
    )
    const { definition } = readYaml(yaml, { file: 'x.yaml', fragments: fragmentFiles() })
    const svg = await diagramSvg(definition as Definition)
    expect(isWellFormed(svg)).toBe(true)
    expect(svg).not.toContain('<script')
    expect(escapeXml('a\u0000<b>&"')).toBe('a&lt;b&gt;&amp;&quot;')
  })

  it('are wrapped within their width, however long', () => {
    for (const line of wrap('một hai ba bốn '.repeat(20) + 'x'.repeat(300), 100, 10)) expect(line.length).toBeLessThanOrEqual(16)
    expect(wrap('', 100, 10)).toEqual([])
  })
})
