const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Attribute values would lose these to normalisation.
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Text for XML 1.0, in an element or an attribute, without what it cannot hold: control characters, lone surrogates, U+FFFE and U+FFFF. */
export function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"'\n\t]/g, (character) => ENTITIES[character]!)
}
