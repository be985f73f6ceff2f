import type { Encoding, Mo, Reply } from './mo.js'
import { readXml } from './xml-reader.js'

/** Stands at the very start of each reply; PY knows by its first five characters that there is one [C: AN-UT, PY]. */
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

/** What cannot stand as it is in an attribute between double quotes; whole code points, so that a lone surrogate is one. */
const SPECIAL = /[^ !#-%'-;=?-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

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
 * Takes the place of a character that XML 1.0 has no way to write, not even as a reference: control characters, lone
 * surrogates, U+FFFE and U+FFFF. It keeps the reply readable for every parser (guess); the JSON of the same object
 * shows the character itself.
 */
const UNWRITABLE = '\uFFFD'

/**
 * XML: an object is an element, its properties are attributes, a reply is `<imdata totalCount="1">`. A line break
 * stands before each tag inside `imdata`, and at the end of the reply [C: AN-UT].
 */
export const XML_ENCODING: Encoding = {
  suffix: '.xml',
  // No capture shows this field of a reply in XML (guess).
  contentType: 'application/xml',

  decode: readXml,

  encode({ mos, totalCount, subscriptionId }: Reply) {
    const subscription = subscriptionId === undefined ? '' : ` subscriptionId="${subscriptionId}"`
    return `${DECLARATION}<imdata totalCount="${totalCount}"${subscription}>${mos.map(element).join('')}</imdata>\n`
  },

  encodeFlat(elementName, entries) {
    const elements = entries.map((entry) => `\n<${elementName}${attributeList(entry)}/>`)
    return `${DECLARATION}<imdata totalCount="${entries.length}">${elements.join('')}</imdata>\n`
  },
}

function element({ className, attributes, children }: Mo): string {
  const start = `\n<${className}${attributeList(attributes)}`
  return children.length === 0 ? `${start}/>` : `${start}>${children.map(element).join('')}\n</${className}>`
}

function attributeList(attributes: Readonly<Record<string, string | undefined>>): string {
  let list = ''
  for (const name of Object.keys(attributes)) {
    const value = attributes[name]
    if (value !== undefined) list += ` ${name}="${escaped(value)}"`
  }
  return list
}

function escaped(value: string): string {
  return value.replace(SPECIAL, (char) => REFERENCES[char] ?? UNWRITABLE)
}
