import { spawn } from 'node:child_process'

/** The peer of a campaign, until it is ended. */
export async function startPeer(program: string, log: string, seed: number): Promise<{ readonly url: string; end(): void }> {
  const child = spawn(process.execPath, [program, log, String(seed)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()))
    child.once('exit', (code) => reject(new Error(`expected the peer to start, found exit ${code}`)))
  })
  return { url: `http://127.0.0.1:${port}`, end: () => void child.kill('SIGKILL') }
}
