#!/usr/bin/env node
import { isatty } from 'node:tty'
import { readFileSync } from 'node:fs'
import { run } from './program.ts'
import { languageOf } from './terminal/output.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

// A reader such as `head` may close the pipe: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  process.exitCode = await run(
    process.argv.slice(2),
    {
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
      colour: isatty(1) && process.env.NO_COLOR === undefined,
      language: languageOf(process.env),
      cwd: process.cwd(),
    },
    version,
  )
} catch (error) {
  process.stderr.write(`motcua: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
