/** A function that stands by itself was given what it cannot take: a mistake of the program that calls it, not of a file. */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError'
  readonly code = 'OPTIONS_INVALID'

  /** @param fault  "expected …, found …" */
  constructor(of: string, fault: string) {
    super(`OPTIONS_INVALID: ${of}: ${fault}`)
  }
}

/** @param expected  "expected `expected`", with the name that it stands under */
export function expectedArgument(of: string, expected: string, found: unknown): ArgumentError {
  return new ArgumentError(of, `expected ${expected}, found ${kindOf(found)}`)
}

/** @throws ArgumentError */
export function mustBeText(of: string, name: string, value: unknown): void {
  if (typeof value !== 'string') throw expectedArgument(of, `${name} to be a text`, value)
}

/** What a file has: a text, or its bytes. @throws ArgumentError */
export function mustBeContent(of: string, name: string, value: unknown): void {
  if (typeof value !== 'string' && !(value instanceof Uint8Array))
    throw expectedArgument(of, `${name} to be a text or bytes`, value)
}

/** Options that name the file which is read, as diagnostics tell it. @throws ArgumentError */
export function mustNameFile(of: string, options: unknown): void {
  mustBeObject(of, 'options', options)
  mustBeText(of, 'options.file', Reflect.get(options as object, 'file'))
}

/** @param lists  fields that are lists  @throws ArgumentError */
export function mustBeObject(of: string, name: string, value: unknown, ...lists: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw expectedArgument(of, `${name} to be an object`, value)
  for (const list of lists) mustBeList(of, `${name}.${list}`, Reflect.get(value, list))
}

/** @throws ArgumentError */
export function mustBeList(of: string, name: string, value: unknown): void {
  if (!Array.isArray(value)) throw expectedArgument(of, `${name} to be a list`, value)
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'none'
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}
