/** Colours of the time line, as the style sheet has them for the scheme in use. */
export interface Palette {
  ground: string
  raised: string
  ink: string
  faint: string
  line: string
  token: string
  tokenSoft: string
  pass: string
  fail: string
  warn: string
  fault: string
  accent: string
  onAccent: string
}

/** Names of the style sheet's custom properties. */
const PROPERTIES: Record<keyof Palette, string> = {
  ground: '--ground',
  raised: '--raised',
  ink: '--ink',
  faint: '--faint',
  line: '--line',
  token: '--token',
  tokenSoft: '--token-soft',
  pass: '--pass',
  fail: '--fail',
  warn: '--warn',
  fault: '--fault',
  accent: '--accent',
  onAccent: '--on-accent',
}

/** Reads the colours that an element inherits. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  return Object.fromEntries(
    Object.entries(PROPERTIES).map(([name, property]) => [name, style.getPropertyValue(property).trim()]),
  ) as unknown as Palette
}
