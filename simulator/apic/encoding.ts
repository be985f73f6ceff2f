import { malformedJson, missingAttributes } from './errors.js'

/** A managed object as it travels, whatever the encoding. All values are text, numbers and flags too [C: AN-UT, PY]. */
export interface Mo {
  readonly className: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Mo[]
}

/** How deep a request may nest its objects; far above what any containment allows. */
const DEEPEST_NESTING = 64

/** A managed object for a reply. */
export function mo(className: string, attributes: Record<string, string>, children: readonly Mo[] = []): Mo {
  return { className, attributes, children }
}

/** Reply to a request that has nothing to show [C: SBX, INS]. */
export const EMPTY_REPLY = '{"totalCount":"0","imdata":[]}'

/**
 * A reply in JSON: `{"totalCount":"1","imdata":[{"fvTenant":{"attributes":{...},"children":[...]}}]}` [C: AN-UT, PY].
 * @param totalCount how many objects matched, which may be more than the page that is sent
 */
export function encodeReply(mos: readonly Mo[], totalCount: number = mos.length): string {
  if (mos.length === 1) return `{"totalCount":"${totalCount}","imdata":[${encodeMo(mos[0]!)}]}`
  return `{"totalCount":"${totalCount}","imdata":[${mos.map(encodeMo).join(',')}]}`
}

/** The error envelope in JSON [C: AN-UT, SBX]. */
export function encodeError(code: number, text: string): string {
  return encodeReply([mo('error', { code: String(code), text })])
}

function encodeMo({ className, attributes, children }: Mo): string {
  const own = `{"${className}":{"attributes":${JSON.stringify(attributes)}`
  return children.length === 0 ? `${own}}}` : `${own},"children":[${children.map(encodeMo).join(',')}]}}`
}

/**
 * Reads the tree of objects in a request body.
 * @throws ApicError 400 when the text is no JSON, a value is not a string, or an object lacks its attributes
 */
export function decodeBody(body: string): Mo {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw malformedJson()
  }
  return toMo(parsed, 1)
}

function toMo(value: unknown, depth: number): Mo {
  if (!isRecord(value) || depth > DEEPEST_NESTING) throw malformedJson()
  const [entry, ...others] = Object.entries(value)
  if (entry === undefined || others.length > 0) throw malformedJson()
  const [className, content] = entry
  if (!isRecord(content) || Object.keys(content)[0] !== 'attributes') throw missingAttributes()
  const { attributes, children = [] } = content
  if (!isRecord(attributes) || !Array.isArray(children)) throw malformedJson()
  if (Object.values(attributes).some((text) => typeof text !== 'string')) throw malformedJson()
  return {
    className,
    attributes: attributes as Record<string, string>,
    children: children.map((child) => toMo(child, depth + 1)),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
