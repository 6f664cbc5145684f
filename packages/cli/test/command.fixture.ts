import { run } from '../src/index.ts'

/** Runs the command in a folder, as on an English terminal without colours, and gives what it said. */
export async function motcuaIn(
  cwd: string,
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    ...{ colour: false, language: 'en' as const, cwd },
  }
  const code = await run([...argv], terminal, '0.0.0')
  return { code, out, err }
}
