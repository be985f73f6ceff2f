import { readFile } from 'node:fs/promises'
import { Pool } from 'undici'
import { type Child, startChild } from './child.js'
import { READS } from './in-process.js'
import { compare, type Figure, type Measurement } from './measurement.js'

/** How a server is loaded: with so many requests for each sample, over so many connections. */
export interface Load {
  requests: number
  connections: number
}

/** One page to be fetched again and again. */
export interface Target {
  /** Scheme, host and port. */
  url: string
  path: string
  headers: Record<string, string>
  /** Certificate authority to trust, as PEM; needed for HTTPS only. */
  ca?: string
}

const SIZES = { full: { requests: 4000, rounds: 11 }, quick: { requests: 1000, rounds: 3 } }

/** Requests per second of a served APIC over loopback, against an Express application that does nothing. */
export const serve: Measurement = {
  name: 'serve',
  about:
    'requests/s of `midrun serve apic` over loopback, journal on, against Express with cookie-parser and one route',
  async run(effort) {
    const figures: Figure[] = []
    for (const transport of ['http', 'https'] as const) {
      figures.push(await measureServe(transport, SIZES[effort].rounds, { ...SIZES[effort], connections: 10 }))
    }
    return figures
  },
}

/** Measures one transport; each server runs in a process of its own, and this one sends the requests. */
export async function measureServe(transport: 'http' | 'https', rounds: number, load: Load): Promise<Figure> {
  const children: Child[] = []
  try {
    const subject = await startApic(transport, children)
    const { length } = await fetchOnce(subject)
    const reference = await startBareExpress(transport, length, children)
    const found = await compare(
      rounds,
      () => requestsPerSecond(subject, load),
      () => requestsPerSecond(reference, load),
    )
    return {
      name: transport,
      value: found.value,
      unit: 'requests/s',
      reference: { name: 'express', value: found.reference },
      ratio: found.ratio,
      target: 0.7,
    }
  } finally {
    await Promise.all(children.map((child) => child.stop()))
  }
}

/**
 * How many requests a server answers in a second, when each connection sends the next one as soon as it has its answer.
 * @throws Error when an answer is not 200
 */
export async function requestsPerSecond(target: Target, { requests, connections }: Load): Promise<number> {
  const pool = poolFor(target, connections)
  let left = requests
  const connection = async () => {
    while (left-- > 0) await fetchBody(pool, target)
  }
  // Connections and handshakes are not what is measured.
  await Promise.all(Array.from({ length: connections }, () => fetchBody(pool, target)))
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: connections }, connection))
  const rate = (requests * 1000) / (performance.now() - startedMs)
  await pool.close()
  return rate
}

async function fetchOnce(target: Target): Promise<string> {
  const pool = poolFor(target, 1)
  const body = await fetchBody(pool, target)
  await pool.close()
  return body
}

function poolFor({ url, ca }: Target, connections: number): Pool {
  return new Pool(url, { connections, ...(ca === undefined ? {} : { connect: { ca } }) })
}

async function fetchBody(pool: Pool, { path, headers }: Target): Promise<string> {
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`GET ${path}: expected 200, found ${statusCode}`)
  return text
}

async function startApic(transport: 'http' | 'https', children: Child[]): Promise<Target> {
  const plain = transport === 'http' ? ['--http'] : []
  const child = await startChild('cli/main.js', ['serve', 'apic', '--port', '0', '--json', ...plain])
  children.push(child)
  const { caFile, controllers } = child.ready as {
    caFile?: string
    controllers: { apic: { url: string; username: string; password: string } }
  }
  const { url, username, password } = controllers.apic
  const ca = caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') }
  const pool = poolFor({ url, path: '', headers: {}, ...ca }, 1)
  const { body } = await pool.request({
    method: 'POST',
    path: '/api/aaaLogin.json',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ aaaUser: { attributes: { name: username, pwd: password } } }),
  })
  const reply = (await body.json()) as { imdata: { aaaLogin: { attributes: { token: string } } }[] }
  await pool.close()
  const { token } = reply.imdata[0]!.aaaLogin.attributes
  return { url, path: READS.apic.path, headers: { cookie: `APIC-cookie=${token}` }, ...ca }
}

async function startBareExpress(
  transport: 'http' | 'https',
  bodyLength: number,
  children: Child[],
): Promise<Target> {
  const child = await startChild('bench/bare-express.js', [transport, String(bodyLength)])
  children.push(child)
  const { url, caFile } = child.ready as { url: string; caFile: string }
  const ca = transport === 'https' ? { ca: await readFile(caFile, 'utf8') } : {}
  return { url, path: '/read', headers: {}, ...ca }
}
