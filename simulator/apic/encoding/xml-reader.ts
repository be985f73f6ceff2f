import { SaxesParser } from 'saxes'
import { malformedXml, nestedTooDeep } from '../errors.js'
import type { Mo } from './mo.js'

/** Half of a pair that stands alone: no character, and the parser does not look for it. */
const LONE_SURROGATE = /\p{Surrogate}/u

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
 * @throws ApicError 400 with the reason, in the parser's words, and the line
 */
export function readXml(text: string, deepestNesting: number): Mo {
  const lone = LONE_SURROGATE.exec(text)
  if (lone !== null) throw malformedXml('disallowed character', lineOf(text, lone.index))
  // Without positions the parser still counts lines, but puts none before its reasons. Version 1.1 would let control
  // characters in, so a declaration does not get to choose it.
  const parser = new SaxesParser({ position: false, defaultXMLVersion: '1.0', forceXMLVersion: true })
  const open: OpenElement[] = []
  let root: Mo | undefined
  const refuse = (reason: string): never => {
    throw malformedXml(reason, parser.line)
  }
  parser.on('error', ({ message }) => refuse(withoutQuotation(message)))
  parser.on('doctype', () => refuse('document types are not allowed'))
  parser.on('cdata', () => refuse('CDATA sections are not allowed'))
  parser.on('processinginstruction', () => refuse('processing instructions are not allowed'))
  parser.on('text', (found) => {
    if (/[^ \t\r\n]/.test(found)) refuse('text is not allowed')
  })
  parser.on('opentagstart', () => {
    if (open.length === deepestNesting) throw nestedTooDeep('XML', parser.line)
  })
  parser.on('opentag', ({ name, attributes }) => {
    // The parser's record has no prototype; an object of the model is a plain one.
    open.push({ className: name, attributes: Object.fromEntries(Object.entries(attributes)), children: [] })
  })
  parser.on('closetag', () => {
    const complete = open.pop()!
    const parent = open.at(-1)
    if (parent === undefined) root = complete
    else parent.children.push(complete)
  })
  parser.write(text).close()
  return root!
}

/** The parser's reason without the piece of the document that may follow it, which can be anything, even a secret. */
function withoutQuotation(reason: string): string {
  return reason.replace(/:.*$|\.$/su, '')
}

/** Number of the line, from 1, in which a position is. */
function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
