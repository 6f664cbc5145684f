/** Prints how a command is used and ends, where that is asked for. */
export function helpIfAsked(text) {
  if (!process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) return
  process.stdout.write(`${text.trim()}\n`)
  process.exit(0)
}
