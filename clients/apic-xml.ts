import { SaxesParser } from 'saxes'
import type { ManagedObject } from './apic.js'
import { ClientError } from './errors.js'

/** A reply as the controller writes it in JSON, where counts and ids are text. */
export interface ReplyEnvelope {
  totalCount: string
  imdata: ManagedObject[]
  subscriptionId?: string
}

/** How many elements of a reply may stand inside each other; no tree of the object model comes near it. */
const DEEPEST = 256

/** Names of classes and properties. */
const NAME = /^[A-Za-z_][\w.-]*$/
/** What no XML document can carry, not even as a reference; lone halves of surrogate pairs among it. */
const UNWRITABLE = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
const SPECIAL = /[&<>"\t\n\r]/g
/** References that keep a character through parsers, which turn a bare line break or tab into a space. */
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/**
 * Writes an object as the interface takes it in XML: its class is the element, its properties are the attributes
 * [C: PY, CO]. There is no declaration, which it does without [C: PY].
 * @throws ClientError when XML has no way to write it: a name that is none, a character that no document may contain
 */
export function writeXml(object: ManagedObject): string {
  const [entry, ...others] = Object.entries(object)
  if (entry === undefined || others.length > 0) throw new ClientError('an object has one class')
  const [className, { attributes, children = [] }] = entry
  const start = `<${checkedName(className)}${attributeList(attributes)}`
  return children.length === 0 ? `${start}/>` : `${start}>${children.map(writeXml).join('')}</${className}>`
}

function attributeList(attributes: Readonly<Record<string, string>>): string {
  let list = ''
  for (const [name, value] of Object.entries(attributes)) {
    // The value stays out of the message: it may be a password.
    if (UNWRITABLE.test(value)) {
      throw new ClientError(`${name} has a character that XML cannot carry`)
    }
    list += ` ${checkedName(name)}="${value.replace(SPECIAL, (char) => REFERENCES[char]!)}"`
  }
  return list
}

function checkedName(name: string): string {
  if (!NAME.test(name)) throw new ClientError('a class or property has a name that XML cannot carry')
  return name
}

/**
 * Reads a reply in XML, `<imdata totalCount="1">...</imdata>` [C: AN-UT, PY], into what its JSON would say. Strict: a
 * document type, CDATA, a processing instruction or text makes it no reply of the interface.
 * @returns undefined when it is something else, such as the page of a proxy
 */
export function readXmlReply(text: string): ReplyEnvelope | undefined {
  let root: OpenElement | undefined
  try {
    root = readTree(text)
  } catch {
    return undefined
  }
  if (root?.className !== 'imdata') return undefined
  const { totalCount, subscriptionId } = root.attributes
  // Early releases left the count out of empty replies [L: INS].
  const reply = { totalCount: totalCount ?? String(root.children.length), imdata: root.children }
  return subscriptionId === undefined ? reply : { ...reply, subscriptionId }
}

/** An element whose end tag has not come yet. */
interface OpenElement {
  className: string
  attributes: Record<string, string>
  children: ManagedObject[]
}

/** The document element. @throws Error when the text is not well-formed, or has what no reply has */
function readTree(text: string): OpenElement | undefined {
  const parser = new SaxesParser({ position: false, defaultXMLVersion: '1.0', forceXMLVersion: true })
  const open: OpenElement[] = []
  let root: OpenElement | undefined
  const refuse = () => {
    throw new Error('not a reply')
  }
  parser.on('error', refuse)
  parser.on('doctype', refuse)
  parser.on('cdata', refuse)
  parser.on('processinginstruction', refuse)
  parser.on('text', (found) => {
    if (/[^ \t\r\n]/.test(found)) refuse()
  })
  parser.on('opentagstart', () => {
    if (open.length === DEEPEST) refuse()
  })
  parser.on('opentag', ({ name, attributes }) => {
    open.push({ className: name, attributes: Object.fromEntries(Object.entries(attributes)), children: [] })
  })
  parser.on('closetag', () => {
    const { className, attributes, children } = open.pop()!
    const parent = open.at(-1)
    if (parent === undefined) root = { className, attributes, children }
    else
      parent.children.push({ [className]: children.length === 0 ? { attributes } : { attributes, children } })
  })
  parser.write(text).close()
  return root
}
