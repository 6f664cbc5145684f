import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { mustHaveOptions } from '@motcua/engine/ports'
import type { SimulatedDossier } from './dossiers.ts'
import type { Fault } from './faults.ts'
import type { LogEntry } from './log.ts'
import { SimulatorError } from './simulator-error.ts'

export interface PortalSimulatorOptions {
  /** 0, the default: any that is free. */
  readonly port?: number
  readonly username?: string
  readonly password?: string
  readonly agency?: string
  /** A file in which the dossiers survive a restart. */
  readonly journal?: string
  /** The program to run; by default the built `main.js` beside this file. */
  readonly entry?: string
}

/** A simulator in a process of its own. It ends with this one, however this one ends. */
export interface PortalSimulator {
  readonly url: string
  readonly pid: number
  /** The next `next` calls that `how` fits go wrong. */
  fail(next: number, how: Fault): Promise<void>
  log(): Promise<readonly LogEntry[]>
  dossiers(): Promise<readonly SimulatedDossier[]>
  /** Forgets everything, the journal's content too. */
  reset(): Promise<void>
  /** Ends the process; stopping twice is once. */
  stop(): Promise<void>
}

/** @throws SimulatorError SIMULATOR_NOT_BUILT, SIMULATOR_NOT_STARTED */
export async function startPortalSimulator(options: PortalSimulatorOptions = {}): Promise<PortalSimulator> {
  mustHaveOptions('startPortalSimulator', options)
  const { entry = fileURLToPath(new URL('./main.js', import.meta.url)), ...flags } = options
  if (!existsSync(entry)) throw new SimulatorError('SIMULATOR_NOT_BUILT', `expected the simulator's program, found no ${entry}`)
  const values = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]))
  const child = spawn(process.execPath, [entry, '--until-input-ends', ...values], { stdio: 'pipe' })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = await listening(child, ended)
  const post = async (path: string, body: unknown): Promise<void> => void (await control(url, path, body))
  return {
    url,
    pid: child.pid ?? 0,
    fail: (next, how) => post('/simulator/fail', { next, how }),
    log: async () => (await control(url, '/simulator/log')) as readonly LogEntry[],
    dossiers: async () => (await control(url, '/simulator/dossiers')) as readonly SimulatedDossier[],
    reset: () => post('/simulator/reset', {}),
    stop: () => stop(child, ended),
  }
}

/** Starting Node and listening takes a fifth of a second; ten seconds are a machine under load. */
const startMs = 10_000
/** An orderly end takes milliseconds. */
const stopMs = 5_000

async function listening(child: ChildProcess, ended: Promise<void>): Promise<string> {
  let said = ''
  child.stderr?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-2000)))
  const timer = setTimeout(() => child.kill('SIGKILL'), startMs)
  try {
    const [line] = await Promise.race([firstLine(child), ended.then(() => [undefined])])
    return (JSON.parse(line ?? '') as { readonly url: string }).url
  } catch (cause) {
    child.kill('SIGKILL')
    await ended
    throw new SimulatorError('SIMULATOR_NOT_STARTED', `the simulator did not start: ${said.trim() || 'it said nothing'}`, cause)
  } finally {
    clearTimeout(timer)
  }
}

function firstLine(child: ChildProcess): Promise<readonly [string]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', (line) => resolve([line]))
  })
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await ended
  clearTimeout(timer)
}

async function control(url: string, path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(url + path, init)
  const answer: unknown = await response.json()
  if (!response.ok) throw new SimulatorError('SIMULATOR_CONTROL_REFUSED', `${path}: ${JSON.stringify(answer)}`)
  return answer
}
