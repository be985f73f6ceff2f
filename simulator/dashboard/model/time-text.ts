const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * What is left of a time, for a room to read: `59:59`, `9:05`, `2:00:00`, `3 d 4 h`. Rounded up to seconds, so that
 * `0:00` means that it is over; the last second is counted in ms.
 */
export function countdown(leftMs: number): string {
  if (leftMs <= 0) return '0:00'
  if (leftMs < SECOND) return `${Math.ceil(leftMs)} ms`
  const ms = Math.ceil(leftMs / SECOND) * SECOND
  if (ms >= 2 * DAY) return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`
  return colons(ms)
}

/** A duration of so many ms in a sentence: `999 ms`, `45 s`, `10:00 min`, `1:30:00 h`, `24 h`, `2 d`. */
export function spelled(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < MINUTE) return `${Number((ms / SECOND).toFixed(3))} s`
  if (ms % DAY === 0 && ms > DAY) return `${ms / DAY} d`
  if (ms % HOUR === 0) return `${ms / HOUR} h`
  if (Math.round(ms / SECOND) < 3600) return `${colons(ms)} min`
  if (ms < 2 * DAY) return `${colons(ms)} h`
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`
}

/** A jump of the clock on an axis: `+1 ms`, `+10 m`, `+1 h 30 m`. */
export function jumped(byMs: number): string {
  const parts: [number, string][] = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'm'],
    [SECOND, 's'],
    [1, 'ms'],
  ]
  let restMs = Math.round(byMs)
  const words: string[] = []
  for (const [unitMs, unit] of parts) {
    const count = Math.floor(restMs / unitMs)
    restMs -= count * unitMs
    if (count > 0 && words.length < 2) words.push(`${count} ${unit}`)
  }
  return `+${words.length === 0 ? '0 s' : words.join(' ')}`
}

/** How long ago something was, in round numbers: `just now`, `12 s ago`, `3 min ago`, `2 h ago`, `3 d ago`. */
export function ago(ms: number): string {
  if (ms < SECOND) return 'just now'
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s ago`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`
  return ms < 2 * DAY ? `${Math.floor(ms / HOUR)} h ago` : `${Math.floor(ms / DAY)} d ago`
}

/** Date of an instant given in ms since 1970, in UTC: `2026-11-22`. */
export function dateOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10)
}

/** Time of day of an instant given in ms since 1970, in UTC: `09:10:03`, with ms behind it if wanted. */
export function timeOfDay(wallMs: number, withMs = false): string {
  return new Date(wallMs).toISOString().slice(11, withMs ? 23 : 19)
}

function colons(ms: number): string {
  const seconds = Math.round(ms / SECOND)
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60) % 60
  const hours = Math.floor(seconds / 3600)
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`
}
