/** What the command line says: `--open=N` or `--open N`. */
export function option(name: string): string | undefined {
  const argument = process.argv.findIndex((each) => each === `--${name}` || each.startsWith(`--${name}=`))
  const found = process.argv[argument]
  if (found === undefined) return undefined
  return found === `--${name}` ? process.argv[argument + 1] : found.slice(name.length + 3)
}
