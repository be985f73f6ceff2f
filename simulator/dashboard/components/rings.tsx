import { arc } from 'd3-shape'
import { type Card, type Limit, nextLimit, shareLeft, urgency } from '../model/cards.js'
import { ago, countdown } from '../model/time-text.js'
import type { Deadline } from '../model/wire.js'

/** Thickness of a ring and the gap to the next, in units of the drawing, which is 100 wide. */
const RING = 5.5
const GAP = 2
/** Steps in which a ring grows: what nobody sees is not drawn. */
const STEPS = 1440

/** Rings of a session's limits, the token outermost; {@link CardFace} moves them. */
export function Rings({ card }: { card: Card }) {
  return (
    <svg class="rings" viewBox="-50 -50 100 100" aria-hidden="true">
      {ringed(card).map(({ name }, index) => (
        <g key={name} class={`ring ring-${name}`}>
          <path class="track" d={ringPath(index, 1)} />
          <path class="left" data-ring={name} />
        </g>
      ))}
    </svg>
  )
}

/** The limits that have a ring: those that end the session. */
function ringed({ limits }: Card): Limit[] {
  return limits.filter(({ name }) => name !== 'refresh')
}

/** Shape of the ring at a place, 0 being the outermost, of which a share is left. */
function ringPath(index: number, share: number): string {
  const outerRadius = 49 - index * (RING + GAP)
  return (
    arc()({ innerRadius: outerRadius - RING, outerRadius, startAngle: 0, endAngle: share * 2 * Math.PI }) ??
    ''
  )
}

/**
 * The parts of a card that move with time. It writes to the document what changed to the eye and nothing else, so that
 * hundreds of sessions cost little.
 */
export class CardFace {
  readonly #root: HTMLElement
  readonly #parts = new Map<string, Element | null>()
  readonly #card: Card
  readonly #written = new Map<Element, string>()

  /** @param root the card's element, with parts marked `data-ring`, `data-left`, `data-main` and `data-ago` */
  constructor(root: HTMLElement, card: Card) {
    this.#root = root
    this.#card = card
  }

  /** Shows the card as it is at an instant, in monotonic ms. */
  show(nowMs: number): void {
    const { limits, live, last, ended } = this.#card
    const atMs = ended?.atMs ?? nowMs
    for (const [index, limit] of ringed(this.#card).entries()) {
      const share = live ? Math.ceil(shareLeft(limit, atMs) * STEPS) / STEPS : 0
      this.#path(limit.name, index, share)
    }
    for (const limit of limits) {
      this.#text(`[data-left="${limit.name}"]`, live ? countdown(limit.endsMs - atMs) : '')
    }
    const next = nextLimit(limits)
    const main = next === undefined ? '∞' : countdown(next.endsMs - atMs)
    this.#text('[data-main]', live ? main : 'ended')
    this.#root.classList.toggle('long', live && main.length > 5)
    if (last !== undefined) this.#text('[data-ago]', ago(nowMs - last.atMs))
    if (ended !== undefined) this.#text('[data-ended-ago]', ago(nowMs - ended.atMs))
    const pressing = live && next !== undefined ? urgency(next, atMs) : 'fine'
    if (this.#root.dataset.urgency !== pressing) this.#root.dataset.urgency = pressing
  }

  #path(name: Deadline, index: number, share: number): void {
    const element = this.#part(`[data-ring="${name}"]`)
    if (element !== null && this.#changed(element, String(share)))
      element.setAttribute('d', ringPath(index, share))
  }

  #text(selector: string, text: string): void {
    const element = this.#part(selector)
    if (element !== null && this.#changed(element, text)) element.textContent = text
  }

  #part(selector: string): Element | null {
    let part = this.#parts.get(selector)
    if (part === undefined) {
      part = this.#root.querySelector(selector)
      this.#parts.set(selector, part)
    }
    return part
  }

  #changed(element: Element, value: string): boolean {
    if (this.#written.get(element) === value) return false
    this.#written.set(element, value)
    return true
  }
}
