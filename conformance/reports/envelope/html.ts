import type { Envelope, MeasuredStrain } from '../../envelope/measure.js'
import type { Strain } from '../../envelope/strain.js'
import { type Markup, markup } from '../html-markup.js'
import { htmlPage } from '../html-page.js'
import { limitText, marksOf, positionOf } from './limit-text.js'
import { beyondText, undisturbedText } from './terminal.js'

/** Width of a bar, in units of its own; it is stretched to the page. */
const WIDTH = 1000
const HEIGHT = 16

const UNITS: Record<Strain['unit'], string> = {
  ms: 'In time, on a logarithmic scale',
  ppm: 'In parts per million, on a logarithmic scale',
}

/** An envelope as one HTML page that needs nothing else: a bar for each strain, as long as it is survived. */
export function envelopeHtmlReport(envelope: Envelope): string {
  const { controller } = envelope
  return htmlPage({
    title: `midrun envelope: ${controller}`,
    skip: { text: 'Skip to the limits', id: 'envelope' },
    header: markup`<h1>midrun envelope: ${controller}</h1>`,
    main: envelopeSection(envelope),
  })
}

/** An envelope as a section of a page, whose id is `envelope`. */
export function envelopeSection({ time, undisturbed, strains }: Envelope): Markup {
  return markup`<section id="envelope" aria-labelledby="envelope-name">
<h2 id="envelope-name">What the client survives</h2>
<p class="faint">${time}</p>
${undisturbed === undefined ? undefined : markup`<p class="conclusion fail">${undisturbedText(undisturbed)}</p>`}
${(['ms', 'ppm'] as const).map((unit) =>
  chart(
    unit,
    strains.filter(({ strain }) => strain.unit === unit),
  ),
)}
</section>
`
}

function chart(unit: Strain['unit'], strains: readonly MeasuredStrain[]): Markup | undefined {
  if (strains.length === 0) return undefined
  const marks = marksOf(unit).map(
    ({ text, at }) => markup`<span style="left: ${(at * 100).toFixed(1)}%">${text}</span>`,
  )
  return markup`<h3>${UNITS[unit]}</h3>
<ul class="envelope">
<li class="scale" aria-hidden="true"><div class="ticks">${marks}</div></li>
${strains.map(row)}
</ul>
`
}

function row(measured: MeasuredStrain): Markup {
  const { strain, limit } = measured
  const beyond = beyondText(measured)
  return markup`<li><span>${strain.title}</span>${bar(strain.unit, limit)}<b>${limitText(measured)}</b>${beyond === undefined ? undefined : markup`<span class="wrong">${beyond}</span>`}</li>
`
}

/** Green as far as it is survived; red where it ends, and a point where nobody knows the end. */
function bar(unit: Strain['unit'], { survived = 0, failed }: MeasuredStrain['limit']): Markup {
  const end = Math.round(positionOf(unit, survived) * WIDTH)
  const ticks = marksOf(unit)
    .slice(1, -1)
    .map(({ at }) => markup`<rect class="tick" x="${Math.round(at * WIDTH)}" width="2" height="${HEIGHT}"/>`)
  const tip =
    failed === undefined
      ? markup`<path class="survived" d="M${end - 12} 0 L${end} ${HEIGHT / 2} L${end - 12} ${HEIGHT} Z"/>`
      : markup`<rect class="failed" x="${end}" width="8" height="${HEIGHT}"/>`
  const length = failed === undefined ? end - 11 : end
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${ticks}<rect class="survived" width="${Math.max(0, length)}" height="${HEIGHT}"/>${tip}</svg>`
}
