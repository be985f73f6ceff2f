/** A value that JSON can carry; members that are undefined are left out. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined }

/** Code units that Python escapes and `JSON.stringify` does not. */
const BEYOND_ASCII = /[\u007f-\uffff]/g

/**
 * Writes JSON the way Python's `json.dumps` does by default: a space after each colon and comma, nothing but ASCII.
 * [C for the spaces: NCH captures; escapes are a guess]
 */
export function pythonJson(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`
  const members: string[] = []
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${quoted(name)}: ${pythonJson(member)}`)
  }
  return `{${members.join(', ')}}`
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    BEYOND_ASCII,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
