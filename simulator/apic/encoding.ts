import { JSON_ENCODING } from './encoding/json.js'
import type { Encoding } from './encoding/mo.js'
import { XML_ENCODING } from './encoding/xml.js'

export { type Encoding, type Mo, mo, NOTHING, type Reply, replyOf } from './encoding/mo.js'

/**
 * The encoding that a path asks for, for request and reply alike: by its suffix alone, whatever `Content-Type` and
 * `Accept` say [C: RG, TK, AP, CO, PY]. A path without one of the two suffixes is answered in JSON (guess).
 */
export function encodingOf(path: string): Encoding {
  return path.endsWith(XML_ENCODING.suffix) ? XML_ENCODING : JSON_ENCODING
}
