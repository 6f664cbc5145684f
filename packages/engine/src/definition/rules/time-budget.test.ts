import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDiagnostic } from '../../diagnostics/index.ts'
import { readYaml } from '../index.ts'

/** A procedure whose clock runs from the acceptance to the end, with what stands between. */
const file = (limit: string, first: string, between: string) => `procedure: "1.000001"
name: x
limit: ${limit}
roles: { desk: Một cửa }
variables: { n: number }
messages: { opinion: { from: [desk] } }
flow:
  lodged: { startEvent: , next: accept }
  accept: { intermediateThrowEvent: , standing: accepted, clock: start, next: ${first} }
${between}
  done: { endEvent: , standing: settled, clock: stop }
`
const task = (id: string, limit: string, next: string) => `  ${id}: { userTask: { role: desk, limit: ${limit} }, next: ${next} }`

function found(text: string): string[] {
  const { diagnostics } = readYaml(text, { file: 'x.yaml' })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return diagnostics.map((one) => formatDiagnostic(one, 'en').split(' — ')[0] ?? '')
}

describe('the times of the steps against the limit', () => {
  it('the reissue of a land certificate: 0.5 + 9 + 2 + 0.5 days against 10', () => {
    const steps = [
      task('counter', '{ workingDays: 0.5 }', 'appraise'),
      task('appraise', '{ workingDays: 9 }', 'approve'),
      task('approve', '{ workingDays: 2 }', 'hand-over'),
      task('hand-over', '{ workingHours: 4 }', 'done'),
    ].join('\n')
    expect(found(file('{ workingDays: 10 }', 'counter', steps))).toEqual([
      'x.yaml:3:1  TIME_BUDGET_EXCEEDED  expected steps that fit the limit of 10 working days, found at least 12: counter 0.5 + appraise 9 + approve 2 + hand-over 0.5',
    ])
    expect(found(file('{ workingDays: 12 }', 'counter', steps))).toEqual([])
    expect(found(file('{ workingDays: 12, cases: [{ if: n > 1, workingDays: 10 }] }', 'counter', steps))).toHaveLength(1)
  })

  it('the certificate for assets on land: nobody’s time counts while the applicant pays', () => {
    const steps = [
      task('appraise', '{ workingDays: 5 }', 'ask'),
      '  ask: { intermediateThrowEvent: , clock: pause, next: wait }',
      task('wait', '{ workingDays: 30 }', 'paid'),
      '  paid: { intermediateThrowEvent: , clock: resume, next: approve }',
      task('approve', '{ workingDays: 5 }', 'done'),
    ].join('\n')
    expect(found(file('{ workingDays: 10 }', 'appraise', steps))).toEqual([])
    expect(found(file('{ workingDays: 9 }', 'appraise', steps))).toHaveLength(1)
  })

  it('what waits behind an event-based gateway waits with the clock as it was', () => {
    const steps = (pause: string) =>
      [
        `  post: { intermediateThrowEvent: ${pause}, next: posted }`,
        '  posted: { eventBasedGateway: , next: [over, never] }',
        '  over: { intermediateCatchEvent: { timer: { workingDays: 20 } }, clock: continue, next: done }',
        '  never: { intermediateCatchEvent: { message: opinion }, next: lost }',
        '  lost: { endEvent: }',
      ].join('\n')
    expect(found(file('{ workingDays: 10 }', 'post', steps(', clock: pause')))).toEqual([])
  })

  it('of ways that part the quickest counts, through sub-processes and around their borders too', () => {
    const steps = (quick: number) =>
      [
        '  which: { exclusiveGateway: [{ if: n > 1, next: long }, { next: part }] }',
        task('long', '{ workingDays: 30 }', 'done'),
        '  part:',
        '    subProcess:',
        '      flow:',
        '        in: { startEvent: , next: inner }',
        `        inner: { userTask: { role: desk, limit: { workingDays: ${quick} } }, next: out }`,
        '        out: { endEvent: }',
        '    next: done',
      ].join('\n')
    expect(found(file('{ workingDays: 10 }', 'which', steps(9)))).toEqual([])
    expect(found(file('{ workingDays: 10 }', 'which', steps(11)))).toHaveLength(1)
  })

  it('a row of steps is found exactly when it adds up to more than the limit, however it is cut', () => {
    const quarters = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(quarters, fc.integer({ min: 1, max: 40 }), (parts, limit) => {
        const steps = parts.map((part, index) =>
          task(`s${index}`, `{ workingDays: ${part / 4} }`, index + 1 < parts.length ? `s${index + 1}` : 'done'),
        )
        const sum = parts.reduce((a, b) => a + b, 0) / 4
        expect(found(file(`{ workingDays: ${limit} }`, 's0', steps.join('\n')))).toHaveLength(sum > limit ? 1 : 0)
      }),
      { numRuns: 60 },
    )
  })

  it('a limit by the clock, and a procedure in which nothing is ever settled, are left alone', () => {
    const steps = task('long', '{ workingDays: 30 }', 'done')
    expect(found(file('{ hours: 24 }', 'long', steps))).toEqual([])
    expect(found(file('{ workingDays: 3 }', 'long', steps).replace(', standing: settled', ''))).toEqual([])
  })
})
