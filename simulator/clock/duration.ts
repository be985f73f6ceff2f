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

/** Writes milliseconds the way a person says them: `250 ms`, `9 min 58.5 s`, `23 h 59 min`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < 1000) return `${trim(ms)} ms`
  if (ms < UNIT_MS.m) return `${trim(ms / 1000)} s`
  if (ms < UNIT_MS.h) return join(Math.floor(ms / UNIT_MS.m), 'min', (ms % UNIT_MS.m) / 1000, 's')
  return join(Math.floor(ms / UNIT_MS.h), 'h', (ms % UNIT_MS.h) / UNIT_MS.m, 'min')
}

function join(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${trim(rest)} ${restUnit}`
}

function trim(value: number): string {
  return String(Number(value.toFixed(3)))
}
