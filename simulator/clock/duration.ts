const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads a duration such as `250ms`, `90s`, `10m`, `24h` or `1d`.
 * @returns milliseconds
 * @throws RangeError that says what was expected and what was found
 */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  if (match === null) {
    throw new RangeError(`expected a duration such as 250ms, 90s, 10m or 24h, found ${JSON.stringify(text)}`)
  }
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]
}

/** Writes milliseconds the way a person says them, to the last one: `250 ms`, `9 min 58.5 s`, `23 h 59 min 59.999 s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < UNIT_MS.s) return `${trim(ms)} ms`
  const hours = Math.floor(ms / UNIT_MS.h)
  const minutes = Math.floor((ms % UNIT_MS.h) / UNIT_MS.m)
  const seconds = trim((ms % UNIT_MS.m) / UNIT_MS.s)
  const parts = [
    hours > 0 ? `${hours} h` : '',
    minutes > 0 ? `${minutes} min` : '',
    seconds === '0' ? '' : `${seconds} s`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function trim(value: number): string {
  return String(Number(value.toFixed(3)))
}
