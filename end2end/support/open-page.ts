// An open page of the history without its browser: the stream of news, and after news what the page reads again.
import { Agent, type ClientRequest, get, request } from 'node:http'

/** A page reads again at most this often (`app/src/live.rs`). */
const AT_MOST_EVERY = 500

export class OpenPage {
  /** Pieces of news, and readings of the list after them. */
  news = 0
  readings = 0
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 2 })
  private stream: ClientRequest | undefined
  private newest: number | null = null
  private isWaiting = false
  private isClosed = false
  private isReading = false
  private again = false

  constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  /** Reads the list once, and opens the stream. */
  async open(): Promise<void> {
    await this.read()
    this.readings = 0
    await new Promise<void>((resolve, reject) => {
      this.stream = get(`${this.url}/live`, { headers: { cookie: this.cookie }, agent: false }, (answer) => {
        answer.on('data', (chunk: Buffer) => this.told(chunk.toString().split('data:').length - 1)).on('error', () => {})
        resolve()
      })
      this.stream.on('error', reject)
    })
  }

  close(): void {
    this.isClosed = true
    this.stream?.destroy()
    this.agent.destroy()
  }

  private told(pieces: number): void {
    this.news += pieces
    if (pieces === 0 || this.isWaiting) return
    this.isWaiting = true
    setTimeout(() => {
      this.isWaiting = false
      void this.readAgain()
    }, AT_MOST_EVERY)
  }

  private async readAgain(): Promise<void> {
    if (this.isClosed) return
    if (this.isReading) {
      this.again = true
      return
    }
    this.isReading = true
    await this.read().catch((error: unknown) => {
      if (!this.isClosed) throw error
    })
    this.isReading = false
    if (this.again) {
      this.again = false
      await this.readAgain()
    }
  }

  private async read(): Promise<void> {
    const query = { search: '', filter: {}, sort: { column: 'created', descending: true } }
    const list = this.ask('history', 'application/json', JSON.stringify({ query, cursor: null, until: this.newest }))
    const [page] = await Promise.all([list, this.ask('under-way', 'application/x-www-form-urlencoded', '')])
    this.newest ??= (JSON.parse(page) as { newest: number }).newest
    this.readings += 1
  }

  private ask(name: string, type: string, body: string): Promise<string> {
    const headers = { origin: this.url, accept: 'application/json', 'content-type': type, cookie: this.cookie }
    return new Promise((resolve, reject) => {
      const asked = request(`${this.url}/api/${name}`, { method: 'POST', headers, agent: this.agent }, (answer) => {
        const parts: Buffer[] = []
        answer
          .on('data', (part: Buffer) => parts.push(part))
          .on('error', reject)
          .on('end', () => {
            const text = Buffer.concat(parts).toString()
            if (answer.statusCode === 200) resolve(text)
            else reject(new Error(`${name}: ${answer.statusCode} ${text}`))
          })
      })
      asked.on('error', reject).end(body)
    })
  }
}
