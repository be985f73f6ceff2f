import { Agent, request } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'

/** What a tunnel's connection to its target trusts. */
export interface TunnelTrust {
  /** PEM text of the certificate authority to trust in place of the system's. */
  ca?: string
  /** False accepts any certificate. */
  verifyTls?: boolean
}

/** Where a tunnel leads, as Node's agents name it. */
interface Target {
  host?: string | null | undefined
  port?: number | string | null | undefined
}

/**
 * An agent whose connections go through an HTTP proxy by CONNECT, with TLS from end to end where the target has it.
 * @param proxy URL of the proxy, with user name and password where it asks for them
 * @param secure whether the target is spoken to in TLS
 * @param timeoutMs longest time that the proxy may take, in ms
 */
export function tunnelAgent(proxy: string, secure: boolean, trust: TunnelTrust, timeoutMs: number): Agent {
  const agent = secure ? new SecureAgent() : new Agent()
  agent.createConnection = (target, callback) => {
    openTunnel(new URL(proxy), target, timeoutMs).then(
      (socket) => callback?.(null, secure ? secured(socket, target, trust) : socket),
      (error: Error) => callback?.(error, undefined as never),
    )
    return undefined
  }
  return agent
}

/** Asks a proxy for a connection to the target. Rejects with one sentence that holds no secret. */
function openTunnel(proxy: URL, { host, port }: Target, timeoutMs: number): Promise<Socket> {
  const target = `${host}:${port}`
  const send = proxy.protocol === 'https:' ? secureRequest : request
  return new Promise((resolve, reject) => {
    const asking = send({
      method: 'CONNECT',
      host: proxy.hostname,
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : proxy.port,
      path: target,
      headers: { host: target, ...authorization(proxy) },
      agent: false,
      timeout: timeoutMs,
    })
    asking.on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(new Error(`the proxy answered CONNECT with ${statusCode}`))
    })
    asking.on('response', ({ statusCode }) => {
      asking.destroy(new Error(`the proxy answered CONNECT with ${statusCode}`))
    })
    asking.on('timeout', () => asking.destroy(new Error(`no answer of the proxy within ${timeoutMs} ms`)))
    asking.on('error', reject)
    asking.end()
  })
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
}

function secured(socket: Socket, { host }: Target, { ca, verifyTls = true }: TunnelTrust): TLSSocket {
  return connect({
    socket,
    ...(host == null || /^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(host == null ? {} : { host }),
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized: verifyTls,
  })
}
