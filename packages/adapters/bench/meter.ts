import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

/** What one arm did in one turn. */
export interface Turn {
  readonly commits: number
  readonly seconds: number
  /** Handed to `write` by this process, to disks and to other programs. */
  readonly bytes: number
  /** Processor time of this process. */
  readonly cpuUs: number
}

/** What a driver made ready before its turn is not collected on the turn's time. */
export function collected(): void {
  globalThis.gc?.()
}

/**
 * What happens from now on until the given function is called with what was done. An arm that prepares nothing collects nothing before:
 * a full collection that is forced while no command is under way lets go of the hidden classes of all that lives only within a command,
 * and with them of the compiled code that knew them, which no server in use does to itself.
 */
export function meter(): (commits: number) => Turn {
  const before = { at: performance.now(), bytes: written(), cpu: process.cpuUsage() }
  return (commits) => {
    const seconds = (performance.now() - before.at) / 1_000
    const cpu = process.cpuUsage(before.cpu)
    return { commits, seconds, bytes: written() - before.bytes, cpuUs: cpu.user + cpu.system }
  }
}

export function rate({ commits, seconds }: Turn): number {
  return commits / seconds
}

/** Bytes that the process has handed to `write` so far; 0 where the system does not say. */
function written(): number {
  try {
    return Number(/^wchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
