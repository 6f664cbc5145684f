import { resolve } from 'node:path'
import { FolderTaken } from '../demo/folder.ts'
import { EXIT, type Terminal } from '../terminal/output.ts'

/** `motcua demo`: a birth registration on a real database, with a real signature and a portal in a process of its own. */
export async function demo(options: { readonly dir: string; readonly pace: number }, terminal: Terminal): Promise<number> {
  // Loaded here: check and trace need no database and no signing.
  const { runDemo } = await import('../demo/run.ts')
  try {
    await runDemo({ folder: resolve(terminal.cwd, options.dir), paceMs: options.pace }, terminal)
    return EXIT.clean
  } catch (error) {
    if (!(error instanceof FolderTaken)) throw error
    terminal.err(`${error.message}\n`)
    return EXIT.usage
  }
}
