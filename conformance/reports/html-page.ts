import { type Markup, markup } from './html-markup.js'
import { STYLE } from './html-style.js'

/** What an HTML page is made of. */
export interface HtmlPage {
  title: string
  /** Where the link for those who use no mouse leads: text, and the id of an element. */
  skip: { text: string; id: string }
  header: Markup
  main: Markup
}

/**
 * A page that needs nothing else: no script, no font, no image from anywhere. It is well-formed XML as well, and its own
 * policy forbids a browser to load or run anything.
 */
export function htmlPage({ title, skip, header, main }: HtmlPage): string {
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#${skip.id}">${skip.text}</a>
<header>
${header}
</header>
<main>
${main}
</main>
</body>
</html>
`.text
}
