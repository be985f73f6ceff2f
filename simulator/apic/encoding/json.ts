import { malformedJson, missingAttributes, nestedTooDeep } from '../errors.js'
import type { Encoding, Mo, Reply } from './mo.js'

/**
 * JSON: an object is `{"fvTenant":{"attributes":{...},"children":[...]}}`, a reply
 * `{"totalCount":"1","imdata":[...]}`; `children` is left out where there are none [C: AN-UT, PY].
 */
export const JSON_ENCODING: Encoding = {
  suffix: '.json',
  contentType: 'application/json',

  decode(body, deepestNesting) {
    let parsed: unknown
    try {
      parsed = JSON.parse(body)
    } catch {
      throw malformedJson()
    }
    return toMo(parsed, deepestNesting)
  },

  encode({ mos, totalCount, subscriptionId }: Reply) {
    const subscription = subscriptionId === undefined ? '' : `,"subscriptionId":"${subscriptionId}"`
    const imdata = mos.length === 1 ? encodeMo(mos[0]!) : mos.map(encodeMo).join(',')
    return `{"totalCount":"${totalCount}"${subscription},"imdata":[${imdata}]}`
  },

  encodeFlat(_elementName, entries) {
    return `{"totalCount":"${entries.length}","imdata":${JSON.stringify(entries)}}`
  },
}

function encodeMo({ className, attributes, children }: Mo): string {
  const own = `{"${className}":{"attributes":${JSON.stringify(attributes)}`
  return children.length === 0 ? `${own}}}` : `${own},"children":[${children.map(encodeMo).join(',')}]}}`
}

/** @param levelsLeft how many objects may still stand inside each other, this one included */
function toMo(value: unknown, levelsLeft: number): Mo {
  if (!isRecord(value)) throw malformedJson()
  if (levelsLeft === 0) throw nestedTooDeep('JSON', 1)
  const [entry, ...others] = Object.entries(value)
  if (entry === undefined || others.length > 0) throw malformedJson()
  const [className, content] = entry
  if (!isRecord(content) || Object.keys(content)[0] !== 'attributes') throw missingAttributes()
  const { attributes, children = [] } = content
  if (!isTextRecord(attributes) || !Array.isArray(children)) throw malformedJson()
  return { className, attributes, children: children.map((child) => toMo(child, levelsLeft - 1)) }
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
