import type { Stage } from '../../../cli/demo/stage.js'
import type { Terminal } from '../../../cli/demo/terminal.js'
import {
  type ControllerKind,
  InProcessDispatcher,
  Simulator,
  VirtualClock,
} from '../../../simulator/index.js'

/** A stage on virtual time, without sockets. */
export class InProcessStage implements Stage {
  readonly clock = new VirtualClock()
  readonly url = 'https://controller.example'
  readonly speed = 1
  readonly simulator: Simulator
  restedMs = 0

  constructor(controller: ControllerKind, options: Record<string, unknown> = {}) {
    this.simulator = new Simulator({ controller, options, seed: 'demo', clock: this.clock })
  }

  connect(): InProcessDispatcher {
    const { clock } = this
    return new InProcessDispatcher({ clock, transport: (request) => this.simulator.handle(request) })
  }

  pass(ms: number, _rate: number, onTick: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.clock.setTimer(ms, () => {
        onTick()
        resolve()
      })
    })
  }

  async rest(ms: number): Promise<void> {
    this.restedMs += ms
  }

  /** Lets time pass until `work` has ended. */
  until<T>(work: Promise<T>): Promise<T> {
    return this.clock.until(work, 10 * 86_400_000)
  }
}

/** A terminal whose text is kept. */
export class KeptTerminal implements Terminal {
  readonly live: boolean
  readonly color: boolean
  text = ''

  constructor({ live = false, color = false } = {}) {
    this.live = live
    this.color = color
  }

  write(text: string): void {
    this.text += text
  }

  /** Lines without what a terminal makes of them. */
  get lines(): string[] {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is written over, and colours
    return this.text.replaceAll(/[^\n]*\r\u001b\[2K|\u001b\[\d+m/g, '').split('\n')
  }
}
