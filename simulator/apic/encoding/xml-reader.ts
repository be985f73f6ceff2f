import { malformedXml, nestedTooDeep } from '../errors.js'
import type { Mo } from './mo.js'

const SPACE = /[ \t\r\n]*/y
/** Names of classes and properties; XML's letters from outside ASCII name nothing in the model. */
const NAME = /[A-Za-z_][\w.-]*/y
const DECLARATION = /<\?xml[ \t\r\n][^<>?]*\?>/y
/** Code points that no XML document may contain. */
const FORBIDDEN = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
/** A reference, or an ampersand that begins none; or white space, which a parser hands on as spaces. */
const TO_BE_RESOLVED = /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{1,8}));|&|\r\n|[\t\r\n]/g
const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** An element whose end tag has not come yet. */
interface OpenElement {
  className: string
  attributes: Record<string, string>
  children: Mo[]
}

/**
 * Reads a document whose elements are objects and whose attributes are their properties. Strict: what is not
 * well-formed is refused, and so is what a managed object has no use for: text, CDATA sections, processing instructions,
 * and document types, which alone could define entities. Takes time in proportion to the text.
 * @param deepestNesting how many elements may stand inside each other
 * @throws ApicError 400 with the reason and the line
 */
export function readXml(text: string, deepestNesting: number): Mo {
  return new XmlReader(text, deepestNesting).read()
}

class XmlReader {
  readonly #text: string
  readonly #deepestNesting: number
  #at = 0

  constructor(text: string, deepestNesting: number) {
    this.#text = text
    this.#deepestNesting = deepestNesting
  }

  read(): Mo {
    const forbidden = FORBIDDEN.exec(this.#text)
    if (forbidden !== null) this.#fail('character not allowed in a document', forbidden.index)
    this.#match(DECLARATION)
    this.#skipToTag()
    const root = this.#tree()
    this.#skipToTag()
    if (this.#at < this.#text.length) this.#fail('content after the document element')
    return root
  }

  /** Reads the document element with all that is in it. */
  #tree(): Mo {
    const open: OpenElement[] = []
    for (;;) {
      let complete: Mo | undefined
      if (this.#text.startsWith('</', this.#at)) complete = this.#endTag(open.pop())
      else {
        if (open.length === this.#deepestNesting) throw nestedTooDeep('XML', this.#lineOf(this.#at))
        const { element, empty } = this.#startTag()
        if (empty) complete = element
        else open.push(element)
      }
      if (complete !== undefined) {
        const parent = open.at(-1)
        if (parent === undefined) return complete
        parent.children.push(complete)
      }
      this.#skipToTag()
    }
  }

  #startTag(): { element: OpenElement; empty: boolean } {
    const start = this.#at
    if (start >= this.#text.length) this.#fail('incomplete document')
    if (this.#text.startsWith('<!', start)) this.#fail('document types and CDATA sections are not allowed')
    if (this.#text.startsWith('<?', start)) this.#fail('processing instructions are not allowed')
    if (this.#text[start] !== '<') this.#fail('text is not allowed')
    this.#at++
    const className = this.#match(NAME) ?? this.#fail('incomplete tag', start)
    const attributes = new Map<string, string>()
    for (;;) {
      const spaced = this.#match(SPACE) !== ''
      if (this.#skip('>')) break
      if (this.#skip('/>')) {
        return {
          element: { className, attributes: Object.fromEntries(attributes), children: [] },
          empty: true,
        }
      }
      if (!spaced) this.#fail('incomplete tag', start)
      const name = this.#match(NAME) ?? this.#fail('incomplete tag', start)
      if (attributes.has(name)) this.#fail('duplicate attribute')
      attributes.set(name, this.#value())
    }
    return { element: { className, attributes: Object.fromEntries(attributes), children: [] }, empty: false }
  }

  #endTag(element: OpenElement | undefined): Mo {
    const start = this.#at
    this.#at += '</'.length
    const name = this.#match(NAME)
    this.#match(SPACE)
    if (element === undefined || name !== element.className || !this.#skip('>')) {
      this.#fail('mismatched tag', start)
    }
    return element
  }

  /** Reads `="..."`, with the white space that may stand around the equals sign. */
  #value(): string {
    const start = this.#at
    this.#match(SPACE)
    const equals = this.#skip('=')
    this.#match(SPACE)
    const quote = this.#text[this.#at]
    const end = quote === '"' || quote === "'" ? this.#text.indexOf(quote, this.#at + 1) : -1
    if (!equals || end < 0) this.#fail('incomplete attribute value', start)
    const raw = this.#text.slice(this.#at + 1, end)
    if (raw.includes('<')) this.#fail('incomplete attribute value', start)
    this.#at = end + 1
    return raw.replace(TO_BE_RESOLVED, (found, decimal?: string, hexadecimal?: string, name?: string) => {
      if (!found.startsWith('&')) return ' '
      return this.#referenced(decimal, hexadecimal, name) ?? this.#fail('undefined entity', start)
    })
  }

  /** The character that a reference stands for, if it is one that may occur. */
  #referenced(decimal?: string, hexadecimal?: string, name?: string): string | undefined {
    if (name !== undefined) return Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined
    const code = Number.parseInt(decimal ?? hexadecimal ?? '', decimal === undefined ? 16 : 10)
    if (!(code <= 0x10ffff)) return undefined
    const char = String.fromCodePoint(code)
    return FORBIDDEN.test(char) ? undefined : char
  }

  /** Skips what may stand between tags: white space and comments. */
  #skipToTag(): void {
    this.#match(SPACE)
    while (this.#text.startsWith('<!--', this.#at)) {
      const start = this.#at
      const end = this.#text.indexOf('--', start + '<!--'.length)
      if (end < 0 || this.#text[end + 2] !== '>') this.#fail('incomplete comment', start)
      this.#at = end + '-->'.length
      this.#match(SPACE)
    }
  }

  /** Takes what a sticky pattern matches here; undefined, and stays, when it does not match. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #skip(literal: string): boolean {
    const stands = this.#text.startsWith(literal, this.#at)
    if (stands) this.#at += literal.length
    return stands
  }

  #fail(reason: string, at = this.#at): never {
    throw malformedXml(reason, this.#lineOf(at))
  }

  /** Number of the line, from 1, in which a position is. */
  #lineOf(position: number): number {
    return this.#text.slice(0, position).split('\n').length
  }
}
