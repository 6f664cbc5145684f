import { loadProcedure, readBpmn, readYaml, writeBpmn, writeYaml, type Definition, type Variables } from '@motcua/engine'
import { vietnamCalendar } from '@motcua/engine/calendar'
import { contentOf } from '@motcua/engine/lifecycle'
import { expect } from 'vitest'
import { trace, type TraceEnd, type TraceLine } from '../src/trace/trace.ts'

/** A BPMN file around a process `p`, or around what is given whole. */
export function bpmn(body: string, roots = ''): string {
  const inner = body.includes('<process') ? body : `<process id="p" isExecutable="true">${body}</process>`
  return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="x" id="definitions">${roots}${inner}</definitions>`
}

/** `a->b c->d`: flows between elements, with ids as `a_b`. */
export function flows(text: string): string {
  const seen = new Map<string, number>()
  return text
    .trim()
    .split(/\s+/)
    .map((one) => {
      const [pair = '', condition] = one.split('?')
      const [source = '', target = ''] = pair.split('->')
      const count = (seen.get(pair) ?? 0) + 1
      seen.set(pair, count)
      const id = `${source}_${target}${count > 1 ? `_${count}` : ''}`
      const inner =
        condition === undefined
          ? ''
          : `<conditionExpression>${condition.replaceAll('_', ' ').replaceAll('<', '&lt;')}</conditionExpression>`
      return `<sequenceFlow id="${id}" sourceRef="${source}" targetRef="${target}">${inner}</sequenceFlow>`
    })
    .join('')
}

export interface Traced {
  readonly lines: readonly TraceLine[]
  readonly end: TraceEnd
  /** How often an element had an event. */
  readonly count: (event: TraceLine['event'], element: string) => number
  /** Elements with an event, in order. */
  readonly all: (event: TraceLine['event']) => string[]
}

export interface RunOptions {
  readonly vars?: Variables
  readonly processes?: readonly string[]
  readonly auto?: boolean
}

export function run(xml: string, options: RunOptions = {}): Traced {
  const { definition, diagnostics } = readBpmn(xml, { file: 'test.bpmn' })
  const wrong = diagnostics.filter(({ severity }) => severity === 'error')
  if (definition === undefined) throw new Error(JSON.stringify(wrong.map(({ message }) => message.en)))
  // Written and read again, it is the same.
  const again = readBpmn(writeBpmn(definition), { file: 'again.bpmn' })
  expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(again.definition === undefined ? '' : contentOf(again.definition)).toBe(contentOf(definition))
  const yaml = readYaml(writeYaml(definition), { file: 'again.yaml' })
  expect(yaml.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(yaml.definition === undefined ? '' : contentOf(yaml.definition)).toBe(contentOf(definition))
  return runDefinition(definition, options)
}

export function runDefinition(definition: Definition, options: RunOptions = {}): Traced {
  const procedures = new Map(
    definition.processes
      .filter(({ isGlobalTask }) => !isGlobalTask)
      .map(({ id }) => {
        const { procedure, diagnostics: found } = loadProcedure(definition, id)
        if (procedure === undefined) throw new Error(JSON.stringify(found.map(({ message }) => message.en)))
        return [id, procedure] as const
      }),
  )
  const lines: TraceLine[] = []
  const end = trace(
    definition,
    procedures,
    {
      processes: options.processes ?? [],
      variables: options.vars ?? {},
      auto: options.auto ?? true,
      at: Date.UTC(2025, 8, 8, 1),
      calendar: vietnamCalendar(),
    },
    (line) => lines.push(line),
  )
  if ('rejection' in end) throw new Error(JSON.stringify(end.rejection))
  return {
    lines,
    end,
    count: (event, element) => lines.filter((line) => line.event === event && line.element === element).length,
    all: (event) => lines.filter((line) => line.event === event).map(({ element }) => element),
  }
}
