import { formatInstant, type DossierEvent, type JobNotice, type Procedure } from '@motcua/engine'
import { vietnamCalendar, workingTimeBetween } from '@motcua/engine/calendar'
import { nationalStatus } from '@motcua/engine/lifecycle'
import { paint } from '../terminal/paint.ts'
import type { Terminal } from '../terminal/output.ts'
import { nameOf } from './people.ts'
import { WORDS } from './words.ts'

/** Tells a dossier's events as they come: a heading per stage, then who did what when, with status, deadline and time left. */
export class Timeline {
  #due: number | null = null
  #isRunning = false
  readonly #calendar = vietnamCalendar()

  constructor(
    private readonly procedure: Procedure,
    private readonly terminal: Terminal,
  ) {}

  event(event: DossierEvent, actor: string): void {
    const colour = paint(this.terminal)
    const words = WORDS[this.terminal.language]
    switch (event.type) {
      case 'processStarted':
        return this.#line(event.at, nameOf(actor), words.lodged)
      case 'stageEntered': {
        const stages = Object.keys(words.stages)
        const number = stages.indexOf(event.stage) + 1
        return this.terminal.out(`\n${colour.bold(colour.cyan(`${number} ${words.stages[event.stage]}`))}\n`)
      }
      case 'elementCompleted':
        return this.#done(event.element, event.at, actor)
      case 'standingChanged': {
        const { code, vi } = nationalStatus(event.standing)
        const name = this.terminal.language === 'vi' ? vi : event.standing
        return this.#line(event.at, '', colour.magenta(`${words.status} ${code} ${name}`))
      }
      case 'clockChanged': {
        this.#due = event.clock.due
        this.#isRunning = !['stopped', 'paused', 'notStarted'].includes(event.clock.state)
        if (event.clock.due !== null && event.clock.state !== 'stopped') {
          this.#line(event.at, '', colour.yellow(`${words.due} ${shortTime(event.clock.due)}`))
        }
        return
      }
      case 'incidentRaised':
        return this.#line(event.at, '!', colour.red(`${event.code} ${event.message}`))
      default:
        return
    }
  }

  job(notice: JobNotice, now: number): void {
    if (notice.outcome === 'done') return
    const colour = paint(this.terminal)
    const words = WORDS[this.terminal.language]
    const again = notice.again === undefined ? '' : ` — ${words.again} ${shortTime(notice.again)}`
    const { code = '', message = '' } = notice.error ?? {}
    // Its message is for who reads it in either language.
    const said = code === 'PORTAL_STEP_UNCERTAIN' ? words.cannotTell : message
    this.#line(now, `⚙ ${notice.job.type}`, colour.red(`✗ ${code} ${said}${again}`))
  }

  /** A person looked at the portal for a step in doubt; returns what they say of it. */
  settled({ content, at }: { readonly content: string; readonly at: number }, isThere: boolean, operator: string): string {
    const words = WORDS[this.terminal.language]
    const said = isThere ? words.stepThere : words.stepNotThere
    this.#line(at, nameOf(operator), `${words.lookedAtPortal} “${content}”: ${said}`)
    return said
  }

  #done(element: string, at: number, actor: string): void {
    const { program, marks } = this.procedure
    const index = program.nodeById.get(element) ?? -1
    const kind = program.nodes[index]?.kind
    if (kind !== 'userTask' && kind !== 'serviceTask' && kind !== 'sendTask') return
    const name = marks[index]?.name
    this.#line(at, nameOf(actor), (this.terminal.language === 'en' ? name?.en : undefined) ?? name?.vi ?? element)
  }

  #line(at: number, who: string, what: string): void {
    const colour = paint(this.terminal)
    const left = this.#isRunning && this.#due !== null ? colour.dim(`  ${this.#timeLeft(at, this.#due)}`) : ''
    this.terminal.out(`  ${colour.dim(shortTime(at))}  ${who.padEnd(24)} ${what}${left}\n`)
  }

  #timeLeft(at: number, due: number): string {
    const words = WORDS[this.terminal.language]
    const hours = workingTimeBetween(at, due, this.#calendar) / 3_600_000
    const amount = `${Math.abs(hours).toFixed(1)} ${words.hours}`
    return hours >= 0 ? `(${words.left} ${amount})` : `(${words.late} ${amount})`
  }
}

/** `29/08 15:10`. */
export function shortTime(instant: number): string {
  const text = formatInstant(instant)
  return `${text.slice(8, 10)}/${text.slice(5, 7)} ${text.slice(11, 16)}`
}
