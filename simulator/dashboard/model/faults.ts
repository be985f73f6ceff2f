import type { ArmedFault, Purpose } from './wire.js'

/** A fault that one click arms. */
export interface QuickFault {
  label: string
  spec: { type: string; options?: Record<string, unknown>; purpose?: Purpose }
}

/** The faults that are wanted most. */
export const QUICK_FAULTS: readonly QuickFault[] = [
  { label: 'Lose the next refresh reply', spec: { type: 'drop-reply', purpose: 'refresh' } },
  { label: '503 to the next call', spec: { type: 'status', options: { status: 503 }, purpose: 'call' } },
  {
    label: 'Next call 5 s late',
    spec: { type: 'latency', options: { delayMs: 5000 }, purpose: 'call' },
  },
  { label: 'Reset the next call', spec: { type: 'reset', purpose: 'call' } },
  { label: 'Hold the next reply', spec: { type: 'hold', options: { at: 'reply' } } },
  { label: 'Restart at the next call', spec: { type: 'restart', purpose: 'call' } },
]

/** Which requests an armed fault waits for, in words. */
export function waitsFor({ purpose, method, path, skip, times, struck }: ArmedFault): string {
  const what = [method?.toUpperCase(), purpose ?? 'any request'].filter(Boolean).join(' ')
  const where = path === undefined ? '' : ` at ${path}`
  const after = skip === 0 ? '' : `, after ${skip} more`
  return `waits for ${what}${where}${after}; ${struck} of ${times} struck`
}
