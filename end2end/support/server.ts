// One Comptoir of its own for a worker: a database in a folder of its own, a free port, an end that is asked for and checked.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const binary = process.env.COMPTOIR_BIN ?? join(root, 'target/release/comptoir')
const site = process.env.COMPTOIR_SITE ?? join(root, 'target/site')

export const password = 'correct horse battery staple'

/** Networks are slow; the sandbox need not be. */
const quick = { COMPTOIR_UNDO_SECONDS: '0', COMPTOIR_SANDBOX_DELAY: '100-600' }

export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a command of the program to its end. */
export async function comptoir(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const child = spawn(binary, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = collect(child)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...output() }
}

export class Server {
  private constructor(
    readonly url: string,
    readonly folder: string,
    readonly database: string,
    public child: ChildProcess,
    public output: () => { stdout: string; stderr: string },
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** With `env`, as an operator would set it up otherwise; `prepare` is given the file of the database before it is opened. */
  static async start(env: NodeJS.ProcessEnv = {}, prepare?: (database: string) => Promise<void>): Promise<Server> {
    for (const needed of [binary, site]) {
      if (!existsSync(needed)) throw new Error(`${needed} is not there: run \`cargo xtask build\` first`)
    }
    const folder = await mkdtemp(join(tmpdir(), 'comptoir-'))
    await prepare?.(join(folder, 'comptoir.db'))
    // Between finding a free port and listening on it somebody else may take it: then another one.
    for (let attempt = 1; ; attempt++) {
      try {
        return await Server.listen(folder, await freePort(), env)
      } catch (error) {
        if (attempt === 3) {
          await rm(folder, { recursive: true, force: true })
          throw error
        }
      }
    }
  }

  private static async listen(folder: string, port: number, more: NodeJS.ProcessEnv): Promise<Server> {
    const database = join(folder, 'comptoir.db')
    const address = `127.0.0.1:${port}`
    const args = ['serve', '--demo', '--database', database, '--listen', address, '--site', site]
    const env = { ...process.env, COMPTOIR_DEMO_PASSWORD: password, ...quick, ...more }
    // A file that may grow no further is an error to it, as a full disk is, and not its end (`fill`).
    const child = spawn('/bin/sh', ['-c', 'trap "" XFSZ; exec "$0" "$@"', binary, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = collect(child)
    const server = new Server(`http://${address}`, folder, database, child, output, more)
    const deadline = Date.now() + 30_000
    while (!(await server.healthy())) {
      if (child.exitCode !== null || Date.now() > deadline) {
        child.kill('SIGKILL')
        throw new Error(`comptoir did not start: ${output().stderr || output().stdout}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return server
  }

  /** Ends it as a power cut would, and serves the same database again at the same address. */
  async killAndStart(): Promise<void> {
    const closed = once(this.child, 'close')
    this.child.kill('SIGKILL')
    await closed
    const { child, output } = await Server.listen(this.folder, Number(new URL(this.url).port), this.env)
    Object.assign(this, { child, output })
  }

  /** Takes all room to write from it, or gives it back. */
  async fill(isFull: boolean): Promise<void> {
    const limit = isFull ? '--fsize=0:unlimited' : '--fsize=unlimited:unlimited'
    const child = spawn('prlimit', [`--pid=${this.child.pid}`, limit], { stdio: ['ignore', 'pipe', 'pipe'] })
    const output = collect(child)
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`prlimit: ${output().stderr}`)
  }

  private async healthy(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health`)).ok
    } catch {
      return false
    }
  }

  /** Ends the server as an operator would and removes what it left. It must end by itself, with status 0. */
  async stop(): Promise<void> {
    const { child } = this
    try {
      if (child.exitCode !== null) throw new Error(`comptoir had ended with ${child.exitCode}: ${this.output().stderr}`)
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), 15_000)
      const [code, signal] = (await closed) as [number | null, string | null]
      clearTimeout(hard)
      if (code !== 0) throw new Error(`comptoir ended with ${code ?? signal} after SIGTERM: ${this.output().stderr}`)
    } finally {
      await rm(this.folder, { recursive: true, force: true })
    }
  }
}

function collect(child: ChildProcess) {
  const text = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  return () => ({ ...text })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
