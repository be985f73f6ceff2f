import type { MarkKind } from '../model/lanes.js'
import type { Palette } from './palette.js'

/** How a kind of mark is drawn: a shape and a colour, so that it can be told without seeing colours. */
export interface MarkLook {
  colour: keyof Palette
  /** Whether the shape is filled; its outline is drawn otherwise. */
  filled: boolean
  /** Adds the shape, `r` px in each direction from (x, y), to the path. */
  trace(path: CanvasPath, x: number, y: number, r: number): void
  /** What it stands for, for the legend. */
  word: string
}

/** The look of each kind of mark, in the order of the legend; those further down are drawn over those further up. */
export const MARK_LOOKS: Readonly<Record<MarkKind, MarkLook>> = {
  request: { colour: 'ink', filled: true, trace: tick, word: 'request' },
  event: { colour: 'faint', filled: false, trace: dot, word: 'event' },
  login: { colour: 'pass', filled: true, trace: upward, word: 'login' },
  refresh: { colour: 'token', filled: true, trace: diamond, word: 'refresh' },
  logout: { colour: 'faint', filled: true, trace: downward, word: 'logout' },
  forbidden: { colour: 'warn', filled: false, trace: barred, word: 'forbidden' },
  throttled: { colour: 'warn', filled: true, trace: square, word: 'throttled' },
  refused: { colour: 'fail', filled: false, trace: cross, word: 'refused' },
  fault: { colour: 'fault', filled: true, trace: bolt, word: 'fault' },
  restart: { colour: 'fault', filled: false, trace: square, word: 'restart' },
  ended: { colour: 'fail', filled: true, trace: stop, word: 'session ended' },
  clock: { colour: 'accent', filled: true, trace: onward, word: 'clock' },
}

function tick(path: CanvasPath, x: number, y: number, r: number): void {
  path.rect(x - 1, y - r, 2, 2 * r)
}

function dot(path: CanvasPath, x: number, y: number, r: number): void {
  path.moveTo(x + r * 0.6, y)
  path.arc(x, y, r * 0.6, 0, 2 * Math.PI)
}

function upward(path: CanvasPath, x: number, y: number, r: number): void {
  polygon(path, [x, y - r], [x + r, y + r * 0.8], [x - r, y + r * 0.8])
}

function downward(path: CanvasPath, x: number, y: number, r: number): void {
  polygon(path, [x, y + r], [x + r, y - r * 0.8], [x - r, y - r * 0.8])
}

function onward(path: CanvasPath, x: number, y: number, r: number): void {
  polygon(path, [x - r * 0.8, y - r], [x + r, y], [x - r * 0.8, y + r])
}

function diamond(path: CanvasPath, x: number, y: number, r: number): void {
  polygon(path, [x, y - r], [x + r, y], [x, y + r], [x - r, y])
}

function square(path: CanvasPath, x: number, y: number, r: number): void {
  path.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6)
}

function cross(path: CanvasPath, x: number, y: number, r: number): void {
  path.moveTo(x - r, y - r)
  path.lineTo(x + r, y + r)
  path.moveTo(x + r, y - r)
  path.lineTo(x - r, y + r)
}

function barred(path: CanvasPath, x: number, y: number, r: number): void {
  path.moveTo(x + r, y)
  path.arc(x, y, r, 0, 2 * Math.PI)
  path.moveTo(x - r, y)
  path.lineTo(x + r, y)
}

function bolt(path: CanvasPath, x: number, y: number, r: number): void {
  polygon(
    path,
    [x + r * 0.6, y - r * 1.5],
    [x - r, y + r * 0.3],
    [x - r * 0.1, y + r * 0.3],
    [x - r * 0.6, y + r * 1.5],
    [x + r, y - r * 0.3],
    [x + r * 0.1, y - r * 0.3],
  )
}

function stop(path: CanvasPath, x: number, y: number, r: number): void {
  path.rect(x - 1.5, y - r * 1.4, 3, r * 2.8)
}

function polygon(path: CanvasPath, ...[first, ...others]: [number, number][]): void {
  path.moveTo(...first!)
  for (const point of others) path.lineTo(...point)
  path.closePath()
}
