import type { EventSocket, EventSocketFactory } from '../../clients/index.js'
import type { CreateClient } from '../client-under-test.js'
import { follower } from './follower.js'

/** A socket that never opens. */
const NO_SOCKET: EventSocket = { ping: () => {}, close: () => {} }

const deafAfterGap = follower((_event, heard) => !heard.has('gap'))

/** Subscribes on its first socket only: what comes after that one, after a new login say, it never hears of. */
export const createClient: CreateClient = (environment) => {
  const { connectSocket } = environment
  if (connectSocket === undefined) return deafAfterGap(environment)
  let sockets = 0
  const connectOnce: EventSocketFactory = (url, listener) =>
    sockets++ === 0 ? connectSocket(url, listener) : NO_SOCKET
  return deafAfterGap({ ...environment, connectSocket: connectOnce })
}

/** Controllers that the defect shows on. */
export const controllers = ['apic']
