import { WebSocket } from 'ws'
import { type TunnelTrust, tunnelAgent } from './proxy-tunnel.js'

/** What a client hears of its socket; nothing after `onClose`. */
export interface EventSocketListener {
  onOpen(): void
  /** One text message. */
  onMessage(text: string): void
  /** The controller answered a ping. */
  onPong(): void
  /** The socket is gone, or never opened. @param reason one sentence without secrets */
  onClose(reason: string): void
}

/** A websocket as the client uses it. */
export interface EventSocket {
  /** Asks the controller for a sign of life. */
  ping(): void
  close(): void
}

/**
 * Opens a websocket.
 * @param url with a token in it: must not get into logs or errors
 */
export type EventSocketFactory = (url: string, listener: EventSocketListener) => EventSocket

/** What a socket of {@link webSockets} trusts, which way it takes, and how long it waits. */
export interface WebSocketOptions extends TunnelTrust {
  /** URL of an HTTP proxy; straight to the controller unless given. */
  proxy?: string
  /** Longest handshake, in ms. */
  handshakeTimeoutMs: number
}

/** Real websockets. */
export function webSockets({ proxy, handshakeTimeoutMs, ...trust }: WebSocketOptions): EventSocketFactory {
  const { ca, verifyTls = true } = trust
  return (url, listener) => {
    const socket = new WebSocket(url, {
      ...(ca === undefined ? {} : { ca }),
      ...(proxy === undefined
        ? {}
        : { agent: tunnelAgent(proxy, url.startsWith('wss:'), trust, handshakeTimeoutMs) }),
      rejectUnauthorized: verifyTls,
      handshakeTimeout: handshakeTimeoutMs,
      perMessageDeflate: false,
    })
    let trouble: string | undefined
    socket.on('open', () => listener.onOpen())
    socket.on('message', (data) => listener.onMessage(data.toString()))
    socket.on('pong', () => listener.onPong())
    // Always followed by `close`. Messages of the runtime name hosts and statuses, never the path.
    socket.on('error', (error) => {
      trouble = error.message
    })
    socket.on('close', (code) => listener.onClose(trouble ?? `closed with code ${code}`))
    return {
      ping: () => {
        if (socket.readyState === WebSocket.OPEN) socket.ping()
      },
      close: () => socket.terminate(),
    }
  }
}
