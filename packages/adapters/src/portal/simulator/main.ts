#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander'
import { servePortal } from './serve-portal.ts'

interface Flags {
  readonly port: number
  readonly host?: string
  readonly journal?: string
  readonly username: string
  readonly password: string
  readonly agency: string
  readonly untilInputEnds?: true
}

/** Says where it listens in one line of JSON, serves until SIGTERM or SIGINT, and ends with 0. */
const program = new Command('motcua-portal-simulator')
  .description('A stand-in for the national public service portal: the same calls, strict about what it takes')
  .option('--port <number>', 'port to listen on; 0: any that is free', portNumber, 0)
  .option('--host <address>', 'IP address to listen on; without it only this machine gets through')
  .option('--journal <file>', 'file in which the dossiers survive a restart')
  .option('--username <name>', 'who may log in', 'simulator')
  .option('--password <password>', 'and with what', 'simulator')
  .option('--agency <code>', 'agency code (madonvi) that calls must carry', '000.00.00.H00')
  .option('--until-input-ends', 'end when standard input closes: with the program that started this one')
  .action(run)

async function run({ untilInputEnds, host, ...flags }: Flags): Promise<void> {
  const served = await servePortal({ ...flags, ...(host === undefined ? {} : { host, exposed: true }) })
  const end = (): void => void served.close().then(() => process.exit(0))
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  if (untilInputEnds) process.stdin.once('end', end).resume()
  process.stdout.write(`${JSON.stringify({ url: served.url })}\n`)
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('expected a number from 0 to 65535')
  return port
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
