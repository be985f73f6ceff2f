import { connect, type Socket } from 'node:net'

/** What came back on a connection, byte for byte, and how it ended. */
export interface RawEnd {
  text: string
  error: string | undefined
}

/** Sends text on a socket and collects all that comes back until the other side ends the connection. */
export function collect(socket: Socket, text: string): Promise<RawEnd> {
  return new Promise((resolve) => {
    let received = ''
    let error: string | undefined
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
    })
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      error = cause.code
    })
    socket.on('close', () => resolve({ text: received, error }))
    socket.write(text)
  })
}

/** One request over a TCP connection of its own. */
export function rawExchange(port: number, text: string): Promise<RawEnd> {
  return collect(connect(port, '127.0.0.1'), text)
}
