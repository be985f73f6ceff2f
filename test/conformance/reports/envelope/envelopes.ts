import type { Envelope } from '../../../../conformance/envelope/measure.js'

const DAY_MS = 86_400_000

/** An envelope with a limit of each kind, made by hand; what goes wrong holds this text. */
export function envelopeWith(text: string): Envelope {
  const range = { smallest: 1, largest: 365 * DAY_MS, step: 1 }
  return {
    controller: 'apic',
    time: 'Virtual time.',
    strains: [
      {
        strain: { name: 'clock-ahead', title: "the client's clock is ahead by", unit: 'ms', range },
        limit: { survived: 365 * DAY_MS, tried: 19 },
      },
      {
        strain: { name: 'latency', title: 'each reply takes', unit: 'ms', range },
        limit: { survived: 998, failed: 999, tried: 17 },
        beyond: `GET ${text} was refused`,
      },
      {
        strain: {
          name: 'clock-slow',
          title: "the client's clock is slow by",
          unit: 'ppm',
          range: { smallest: 1, largest: 100_000, step: 1 },
        },
        limit: { failed: 1, tried: 1 },
        beyond: text,
      },
    ],
  }
}

/** One of a client that loses its session by itself. */
export function nothingMeasured(text: string): Envelope {
  return { controller: 'fmc', time: 'Virtual time.', undisturbed: text, strains: [] }
}
