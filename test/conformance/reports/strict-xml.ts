/** One element of a parsed document. */
export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  text: string
}

const TOKEN =
  /<\?xml version="1\.0" encoding="UTF-8"\?>\n|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|[^<]+/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 cannot hold
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Reads the part of XML 1.0 that reports need, and is strict about all of it. @throws SyntaxError */
export function parseStrictXml(document: string): XmlElement {
  if (FORBIDDEN.test(document)) throw new SyntaxError('a character that XML cannot hold')
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(document)
    if (match === null) throw new SyntaxError(`no markup at ${at}: ${document.slice(at, at + 40)}`)
    const [whole, closed, opened, attributes = '', empty] = match
    const parent = open.at(-1)!
    if (closed !== undefined) {
      if (open.length === 1 || parent.name !== closed) throw new SyntaxError(`unexpected </${closed}>`)
      open.pop()
    } else if (opened !== undefined) {
      const element = { name: opened, attributes: readAttributes(attributes), children: [], text: '' }
      parent.children.push(element)
      if (empty === '') open.push(element)
    } else if (!whole.startsWith('<?')) parent.text += unescaped(whole)
  }
  if (open.length > 1) throw new SyntaxError(`<${open.at(-1)!.name}> is not closed`)
  if (root.children.length !== 1 || root.text.trim() !== '') throw new SyntaxError('expected one root')
  return root.children[0]!
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name, value] of text.matchAll(/ ([\w-]+)="([^"]*)"/g)) {
    if (Object.hasOwn(attributes, name!)) throw new SyntaxError(`${name} twice`)
    attributes[name!] = unescaped(value!.replaceAll(/[\n\t]/g, ' '))
  }
  return attributes
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:(\w+)|#(\d+));|&/g, (whole, name?: string, code?: string) => {
    const character = code === undefined ? NAMED[name ?? ''] : String.fromCodePoint(Number(code))
    if (character === undefined) throw new SyntaxError(`no entity: ${whole}`)
    return character
  })
}
