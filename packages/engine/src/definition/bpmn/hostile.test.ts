import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '../../compile/index.ts'
import { readBpmn } from './index.ts'

/** Milliseconds that this process has computed: a machine that is busy with something else does not count. */
const computed = () => process.cpuUsage().user / 1_000

const around = (inner: string) =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">${inner}</process></definitions>`

describe('hostile files', () => {
  it.each([
    ['fifty megabytes', ' '.repeat(50 * 1024 * 1024)],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "d">]><a>&b;</a>'],
    ['a thousand levels', '<a>'.repeat(1_000) + '</a>'.repeat(1_000)],
    ['sub-processes in one another', around('<subProcess id="s">'.repeat(500))],
    ['two hundred thousand unknown elements', around('<b/>'.repeat(200_000))],
    ['one id, thousands of times', around('<task id="a"/>'.repeat(7_900))],
    ['thousands of flows from nowhere to nowhere', around('<sequenceFlow id="f" sourceRef="a" targetRef="b"/>'.repeat(7_900))],
    [
      'attributes without end',
      around(`<task id="a" ${Array.from({ length: 60 }, (_, n) => `a${n}=""`).join(' ')}/>`.repeat(800)),
    ],
    ['character references without end', around(`<documentation>${'&#65;'.repeat(500_000)}</documentation>`)],
    ['a text of nine megabytes', around(`<documentation>${'abc '.repeat(2_300_000)}</documentation>`)],
    ['nine million line ends', '\r'.repeat(9_000_000)],
    ['an attribute of nine megabytes', around(`<task id="a" name="${'n'.repeat(9_000_000)}"/>`)],
    ['a name that nobody wants to read', around(`<task id="${'x'.repeat(190_000)}"/>`.repeat(2))],
    ['no BPMN at all', '\u0000\u0001'],
    ['a prototype', around('<task id="__proto__"/><sequenceFlow id="constructor" sourceRef="__proto__" targetRef="toString"/>')],
  ])('%s is refused soon, with a diagnostic', (_, text) => {
    const began = computed()
    const { definition, diagnostics } = readBpmn(text, { file: 'hostile.bpmn' })
    expect(definition).toBeUndefined()
    expect(diagnostics.length).toBeGreaterThan(0)
    expect(JSON.stringify(diagnostics.map(({ message }) => message)).length).toBeLessThan(20_000)
    expect(computed() - began).toBeLessThan(4_000)
  })

  it('is refused for its error, however many warnings come before it', () => {
    const warned = Array.from({ length: 1_500 }, (_, n) => `<task id="t${n}" unheard="of"/>`).join('')
    const wrong = '<sequenceFlow id="f" sourceRef="t1" targetRef="gone"/>'
    const { definition, diagnostics } = readBpmn(around(warned + wrong), { file: 'warned.bpmn' })
    expect(definition).toBeUndefined()
    expect(diagnostics.map(({ code }) => code)).toContain('BPMN_REFERENCE_DANGLING')
  })

  it.each([
    ['processes', Array.from({ length: 1_900 }, (_, n) => `<process id="p${n}"><task id="t${n}"/></process>`).join('')],
    [
      'calls of calls, each made twice',
      Array.from({ length: 40 }, (_, n) => {
        const calls = ['a', 'b'].map((one) => `<callActivity id="${one}${n}" calledElement="p${n + 1}"/>`)
        return `<process id="p${n}">${n < 39 ? calls.join('') : '<task id="t"/>'}</process>`
      }).join(''),
    ],
    ['tasks', `<process id="p0">${Array.from({ length: 7_900 }, (_, n) => `<task id="t${n}"/>`).join('')}</process>`],
  ])('as many %s as a file may have are read and compiled soon', (_, inner) => {
    const began = computed()
    const file = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">${inner}</definitions>`
    const { definition } = readBpmn(file, { file: 'vast.bpmn' })
    expect(definition?.processes.map(({ id }) => compile(definition, id).program?.process)).toContain('p0')
    expect(computed() - began).toBeLessThan(4_000)
  })

  it('scripts without end are refused when they are compiled', () => {
    const script = (n: number) =>
      `<scriptTask id="t${n}" scriptFormat="feel"><script>${'a + '.repeat(100)}1</script></scriptTask>`
    const scripts = Array.from({ length: 1_000 }, (_, n) => script(n)).join('')
    const { definition } = readBpmn(around(scripts), { file: 'scripts.bpmn' })
    expect(definition === undefined ? [] : compile(definition).diagnostics.map(({ code }) => code)).toContain('FEEL_SYNTAX')
  })

  it('never throws, whatever stands in it', () => {
    const name = fc.constantFrom(
      'task',
      'startEvent',
      'endEvent',
      'subProcess',
      'sequenceFlow',
      'boundaryEvent',
      'lane',
      'timerEventDefinition',
      'multiInstanceLoopCharacteristics',
      'message',
      'association',
      'x',
    )
    const attribute = fc.tuple(
      fc.constantFrom('id', 'sourceRef', 'targetRef', 'default', 'attachedToRef', 'name', 'startQuantity'),
      fc.constantFrom('a', 'b', 'c', '', '-1', '__proto__'),
    )
    const element = (depth: number): fc.Arbitrary<string> =>
      fc
        .tuple(
          name,
          fc.uniqueArray(attribute, { selector: ([key]) => key, maxLength: 3 }),
          depth === 0 ? fc.constant<string[]>([]) : fc.array(element(depth - 1), { maxLength: 3 }),
        )
        .map(
          ([tag, own, children]) =>
            `<${tag}${own.map(([key, value]) => ` ${key}="${value}"`).join('')}>${children.join('')}</${tag}>`,
        )
    fc.assert(
      fc.property(fc.array(element(3), { maxLength: 5 }), (elements) => {
        const { definition, diagnostics } = readBpmn(around(elements.join('')), { file: 'any.bpmn' })
        const hasError = diagnostics.some(({ severity }) => severity === 'error')
        expect(definition === undefined).toBe(hasError)
      }),
      { numRuns: 300 },
    )
  })
})
