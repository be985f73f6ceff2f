import type { ServerResponse } from 'node:http'
import type { TimerCallback } from '../clock/clock.js'
import type { WireResponse } from '../controller.js'
import type { HeldOutcome, Outcome } from '../outcome.js'
import { resetConnection } from './connections.js'
import { fieldsOfConnection } from './keep-alive.js'
import type { TimeLine } from './time-line.js'

/** Does on a connection what the simulator decided about a request. */
export function deliver(outcome: Outcome, response: ServerResponse, timeLine: TimeLine): void {
  if (outcome.kind === 'silence') {
    whenGone(response, timeLine.waitingForTime())
    return
  }
  if (outcome.kind === 'held') {
    deliverLater(outcome, response, timeLine)
    return
  }
  const release = outcome.kind === 'reply' ? outcome.release : () => {}
  if (outcome.delayMs <= 0) {
    whenGone(response, release)
    perform(outcome, response)
    return
  }
  const dueMs = timeLine.clock.monotonicMs() + outcome.delayMs
  let performed = false
  const isDue = timeLine.countTimed()
  const timer = timeLine.after(outcome.delayMs, () => {
    performed = true
    isDue()
    perform(outcome, response)
  })
  whenGone(response, () => {
    timer.cancel()
    isDue()
    if (performed) release()
    // A controller works on for a client that has left, and the request keeps its place for as long.
    else timeLine.clock.setTimer(dueMs - timeLine.clock.monotonicMs(), quietly(release))
  })
}

function deliverLater(outcome: HeldOutcome, response: ServerResponse, timeLine: TimeLine): void {
  const goOnFromHere = timeLine.waitingForTime()
  const isDue = outcome.isTimed ? timeLine.countTimed() : () => {}
  outcome.onRelease((next) => {
    isDue()
    goOnFromHere()
    deliver(next, response, timeLine)
  })
  whenGone(response, () => {
    isDue()
    goOnFromHere()
    outcome.abandon()
  })
}

/** Answers in the controller's place, where Midrun itself cannot go on. */
export function sendOwnAnswer(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const body = `${sentence}\n`
  response.sendDate = false
  response.writeHead(status, [
    'Content-Type',
    'text/plain; charset=utf-8',
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Connection',
    'close',
  ])
  response.end(body)
}

function perform(
  outcome: Exclude<Outcome, { kind: 'silence' } | HeldOutcome>,
  response: ServerResponse,
): void {
  if (response.destroyed) return
  if (outcome.kind === 'reset') {
    if (response.socket !== null) resetConnection(response.socket)
    return
  }
  try {
    if (outcome.kind === 'reply') send(response, outcome.response)
    else sendTruncated(response, outcome.response, outcome.bytes)
  } catch (error) {
    // A fault may ask for a header field that no HTTP message can carry.
    sendOwnAnswer(response, 500, `Midrun could not send this reply: ${(error as Error).message}`)
  }
}

function send(response: ServerResponse, wire: WireResponse): void {
  writeHead(response, wire)
  response.end(wire.body)
}

function sendTruncated(response: ServerResponse, wire: WireResponse, bytes: number): void {
  writeHead(response, wire)
  const part = Buffer.from(wire.body).subarray(0, bytes)
  if (part.length > 0) response.write(part)
  else response.flushHeaders()
  response.socket?.destroySoon()
}

function writeHead(response: ServerResponse, wire: WireResponse): void {
  const fields: string[] = []
  let hasLength = wire.status === 204 || wire.status === 304
  for (const [name, value] of wire.headers) {
    fields.push(name, value)
    hasLength ||= name.length === 14 && name.toLowerCase() === 'content-length'
  }
  if (!hasLength) fields.push('Content-Length', String(Buffer.byteLength(wire.body)))
  fields.push(...fieldsOfConnection(response))
  // The Date of a controller is the one of its own clock.
  response.sendDate = false
  response.writeHead(wire.status, wire.reason, fields)
}

/** A timer's callback that sets off nothing in promises. */
function quietly(run: () => void): TimerCallback {
  return () => {
    run()
    return 'quiet'
  }
}

/** Calls `run` once, when the answer has left or the client has. */
function whenGone(response: ServerResponse, run: () => void): void {
  if (response.destroyed) run()
  else response.once('close', run)
}
