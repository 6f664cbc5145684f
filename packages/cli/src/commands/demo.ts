import { resolve } from 'node:path'
import { EXIT, type Terminal } from '../terminal/output.ts'

/** `motcua demo`: a birth registration on a real database, with a real signature and a portal in a process of its own. */
export async function demo(options: { readonly dir: string; readonly pace: number }, terminal: Terminal): Promise<number> {
  // Loaded here: check and trace need no database and no signing.
  const { runDemo } = await import('../demo/run.ts')
  await runDemo({ folder: resolve(terminal.cwd, options.dir), paceMs: options.pace }, terminal)
  return EXIT.clean
}
