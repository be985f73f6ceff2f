import type { z } from 'zod'
import type { Deadline, FaultSpec } from '../../simulator/index.js'
import type { stepSchema } from '../plans/plan.js'

/** One step as a case writes it. Times in ms. */
export type CaseStep = z.input<typeof stepSchema>
type RequestStep = Extract<CaseStep, { do: 'request' }>
type ReadAllStep = Extract<CaseStep, { do: 'read-all' }>
type ConfigureStep = Extract<CaseStep, { do: 'configure' }>

/** One second in ms. */
export const SECOND = 1000
/** One minute in ms. */
export const MINUTE = 60 * SECOND
/** One hour in ms. */
export const HOUR = 60 * MINUTE

/** The program reads something. */
export const read: RequestStep = { do: 'request', operation: 'read' }
/** The program creates an object of its own. */
export const write: RequestStep = { do: 'request', operation: 'write' }
/** The program reads all of a kind, of which its user sees a part. */
export const list: RequestStep = { do: 'request', operation: 'list' }
/** The program tries something that its user may not do. */
export const denied: RequestStep = { do: 'request', operation: 'denied' }

/** The same call `parallel` times at once; each further request spends `staggerMs` ms more on its way. */
export const atOnce = (parallel: number, step: RequestStep, staggerMs = 0): RequestStep => ({
  ...step,
  parallel,
  staggerMs,
})

/** The same calls, while the plan goes on. */
export const underWay = (step: RequestStep): RequestStep => ({ ...step, detached: true })

/** `ms` ms pass. */
export const wait = (ms: number): CaseStep => ({ do: 'wait', ms })

/** Time passes until `offsetMs` ms after a limit of the live session; before it when negative. */
export const until = (deadline: Deadline, offsetMs = 0): CaseStep => ({
  do: 'wait-until',
  deadline,
  offsetMs,
})

/** From here on a request takes `outMs` ms to the controller and its reply `backMs` ms back. */
export const latency = (outMs: number, backMs: number): CaseStep => ({ do: 'latency', outMs, backMs })

/** The wall clock of the client machine is set by `ms` ms. */
export const setWallClock = (ms: number): CaseStep => ({ do: 'clock-step', ms })

/** The client machine sleeps for `ms` ms. */
export const suspend = (ms: number): CaseStep => ({ do: 'suspend', ms })

/** A fault waits for the requests that it is meant for. */
export const fault = (type: string, spec: Omit<FaultSpec, 'type'> = {}): CaseStep => ({
  do: 'fault',
  fault: { type, ...spec },
})

/** An administrator changes the lifetime of later tokens, in s, and of later sessions, in h. */
export const configure = (settings: Omit<ConfigureStep, 'do'>): CaseStep => ({ do: 'configure', ...settings })

/** The program follows all tenants from here to the end of the run, where the client can. */
export const subscribe: CaseStep = { do: 'subscribe' }
/** An administrator makes a tenant. */
export const change: CaseStep = { do: 'change' }
/** The network loses each websocket, without a word to either side. */
export const loseSocketsSilently: CaseStep = { do: 'lose-sockets', silently: true }

/** The program reads a list to its end, 25 objects on a page unless told otherwise, where the client can. */
export const readAll = (options: Omit<ReadAllStep, 'do'> = {}): CaseStep => ({ do: 'read-all', ...options })
/** The program starts a task and waits for it, beside what follows if it is `detached`, where the client can. */
export const awaitTask = (detached = false): CaseStep => ({ do: 'await-task', detached })
/**
 * The program saves its session and ends, where the client can; its successor restores it at the next call, after one
 * that has no `password` unless that is left.
 */
export const handOver = (password = true): CaseStep => ({ do: 'hand-over', password })
/** A neighbour behind the same address tries wrong passwords until it is banned. */
export const ban: CaseStep = { do: 'ban' }

/** The controller restarts. */
export const restart: CaseStep = { do: 'restart' }
/** An administrator ends the session. */
export const terminate: CaseStep = { do: 'terminate' }
/** Somebody logs in with the same account. */
export const loginElsewhere: CaseStep = { do: 'login-elsewhere' }
/** Somebody of the same account logs out. */
export const logoutElsewhere: CaseStep = { do: 'logout-elsewhere' }

/** The same steps over and over. */
export const repeat = (times: number, ...steps: CaseStep[]): CaseStep[] =>
  Array.from({ length: times }, () => steps).flat()

/**
 * A call every 5 s from a minute and a half before the token's end until just after it, so that the renewal falls
 * among calls wherever a client puts it.
 */
export const acrossExpiry = (...calls: CaseStep[]): CaseStep[] => [
  read,
  until('token', -90 * SECOND),
  ...repeat(20, ...calls, wait(5 * SECOND)),
]
