import { printable } from '../../conformance/reports/printable.js'
import type { ExchangeEntry } from '../../simulator/journal/entries.js'
import { reproductionLines } from './reproduction.js'
import type { Audience, Scene } from './scene.js'
import type { Act, Outcome, Story } from './story.js'
import { folded, type Style, styled, type Terminal, wrapped } from './terminal.js'

const BAR_WIDTH = 24
/** Where texts below a line with a time begin. */
const INDENT = ' '.repeat(12)
/** Columns for method and path of a request. */
const REQUEST_WIDTH = 51

/** Prints a story while it happens. */
export class Narrator implements Audience {
  readonly #terminal: Terminal
  readonly #story: Story
  /** Refusals of the act that were shown as they were on the wire. */
  readonly #shown = new Set<string>()
  /** When the latest thing of the act was made, in ms of the act, and how many there were then and at the last line. */
  #latest = { atMs: 0, made: 0, told: 0 }
  /** Whether the last line is there for the moment only. */
  #fleeting = false
  /** Whether the last line is an empty one. */
  #blank = false

  constructor(terminal: Terminal, story: Story) {
    this.#terminal = terminal
    this.#story = story
  }

  /** Says what will be shown, and where it can be watched. @param page address */
  open(page: string): void {
    this.#line(styled(this.#terminal, 'bold', `A session runs out: ${this.#story.name}`))
    this.#line()
    this.#paragraph(this.#story.opening)
    this.#line()
    this.#line(`  Watch the controller at ${page}`)
  }

  /**
   * Raises the curtain.
   * @param number of the act, from 1
   * @param rate virtual ms per real ms while the script waits
   */
  begin({ title, premise }: Act, number: number, rate: number): void {
    this.#shown.clear()
    this.#latest = { atMs: 0, made: 0, told: 0 }
    this.#line()
    this.#line(styled(this.#terminal, 'bold', `ACT ${number}  ${title}`))
    this.#line()
    this.#paragraph(`${premise} While it waits, one second here is ${spoken(rate)} there.`)
    this.#line()
  }

  progress(scene: Scene): void {
    if (scene.made > this.#latest.made)
      this.#latest = { ...this.#latest, made: scene.made, atMs: scene.elapsedMs }
    if (!this.#terminal.live) return
    const { toMake, things } = this.#story
    const filled = '#'.repeat(Math.round((scene.made / toMake) * BAR_WIDTH)).padEnd(BAR_WIDTH, '.')
    this.#overwrite(`  ${clockFace(scene.elapsedMs)}  [${filled}] ${scene.made}/${toMake} ${things}`)
  }

  exchange(entry: ExchangeEntry, scene: Scene): void {
    this.#tellProgress()
    const { request, response } = entry
    const what = shortened(`${request.method} ${request.target}`).padEnd(REQUEST_WIDTH)
    const refused = response.status >= 400
    const word = this.#styled(refused ? 'red' : 'bold', wordFor(entry))
    this.#line(`  ${clockFace(scene.elapsedMs)}  ${what}  ${response.status}  ${word}`)
    if (refused) this.#literally(entry)
  }

  remark(text: string): void {
    for (const line of wrapped(printable(text), INDENT)) this.#line(line)
  }

  /** Says how a script ended. */
  end({ moral }: Act, { ending, made }: Outcome, scene: Scene): void {
    this.#tellProgress()
    const { toMake, things } = this.#story
    const when = `after ${clockFace(scene.elapsedMs)} with ${made} of ${toMake} ${things}`
    this.#line()
    this.#line(`  ${this.#styled(ending === 'finished' ? 'green' : 'red', `${ENDINGS[ending]} ${when}.`)}`)
    this.#paragraph(moral)
  }

  /** Puts the acts side by side, and says how to see each of them again. */
  close(outcomes: readonly Outcome[]): void {
    const { acts, things } = this.#story
    this.#line()
    this.#line(this.#styled('bold', 'WHAT THE CONTROLLER COUNTED'))
    this.#line()
    const rows = outcomes.map((outcome, index) => [
      `act ${index + 1}`,
      ...[outcome.made, outcome.logins, outcome.refreshes, outcome.sessionRefusals].map(String),
      String(outcome.permissionRefusals),
      ENDINGS[outcome.ending].toLowerCase(),
    ])
    const head = ['', things, 'logins', 'refreshes', 'session refused', 'forbidden', 'the script']
    const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)))
    for (const row of [head, ...rows]) {
      this.#line(`  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd())
    }
    this.#line()
    this.#line(this.#styled('bold', 'SEE IT YOURSELF'))
    for (const line of reproductionLines(this.#story.controller, acts)) this.#line(line)
  }

  /** Says that the next act waits for a key. */
  askForKey(): void {
    this.#line()
    this.#overwrite(this.#styled('dim', '  Press a key to go on.'))
  }

  /** Takes away what is only there for the moment. */
  clear(): void {
    if (this.#fleeting) this.#terminal.write('\r\u001b[2K')
    this.#fleeting = false
  }

  /** A refusal as it was on the wire, and what the controller knows of it, the first time. */
  #literally({ auth, response: { status, reason, body } }: ExchangeEntry): void {
    const head = `HTTP/1.1 ${status} ${reason}`
    if (this.#shown.has(head + body)) return
    this.#shown.add(head + body)
    this.#line()
    for (const text of [head, body]) {
      for (const line of folded(printable(text), INDENT)) this.#line(line)
    }
    this.#line()
    if (auth.outcome === 'refused') this.remark(`The controller's journal says why: ${auth.cause}.`)
    if (auth.outcome === 'forbidden') {
      this.remark("The controller's journal says why: forbidden. The session is alive.")
    }
    this.#line()
  }

  #tellProgress(): void {
    const { atMs, made, told } = this.#latest
    if (made === told) return
    this.#latest.told = made
    const { toMake, things } = this.#story
    this.#line(`  ${clockFace(atMs)}  ${made} of ${toMake} ${things} made`)
  }

  #paragraph(text: string): void {
    for (const line of wrapped(text, '  ')) this.#line(line)
  }

  #line(text = ''): void {
    this.clear()
    if (text !== '' || !this.#blank) this.#terminal.write(`${text}\n`)
    this.#blank = text === ''
  }

  #overwrite(text: string): void {
    this.clear()
    this.#terminal.write(text)
    this.#fleeting = this.#terminal.live
  }

  #styled(style: Style, text: string): string {
    return styled(this.#terminal, style, text)
  }
}

const ENDINGS: Record<Outcome['ending'], string> = {
  finished: 'Finished',
  refused: 'Dead',
  stopped: 'Stopped by us',
  failed: 'Failed',
}

/** Virtual time since an act began, such as `00:09:59`; a day has 24 hours more. */
function clockFace(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':')
}

/** A rate in virtual ms per real ms, as what a second of real time shows. */
function spoken(rate: number): string {
  const [amount, unit] = rate >= 3600 ? [rate / 3600, 'h'] : rate >= 60 ? [rate / 60, 'min'] : [rate, 's']
  return `${Number(amount.toFixed(1))} ${unit}`
}

function wordFor({ purpose, auth, response }: ExchangeEntry): string {
  if (auth.outcome === 'refused' || auth.outcome === 'forbidden') return auth.outcome
  return response.status >= 400 ? 'failed' : purpose
}

/** A request that fits in its column, without some of its middle where it is long. */
function shortened(request: string): string {
  if (request.length <= REQUEST_WIDTH) return request
  const kept = (REQUEST_WIDTH - 3) / 2
  return `${request.slice(0, Math.ceil(kept))}...${request.slice(-Math.floor(kept))}`
}
