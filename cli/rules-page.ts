import type { Rule } from '../conformance/index.js'

const INTRODUCTION = `# Rules

\`midrun judge FILE --controller apic\` judges a client of any language by these rules, on nothing but what a controller
recorded of it: the journal of a simulated controller ([control-api.md](control-api.md)), or a HAR 1.2 file of a real one.
\`midrun explain RULE\` prints one of them.

A rule says pass, fail or advice only where its situation came about. Where it did not, it was not exercised. A finding
under \`must\` is a failure, one under \`should\` is advice, and \`observe\` only tells what was seen. The axis says whom
it is about: \`caller\` the program that uses the client, \`manners\` the controller.

The tags of the sources are explained in [sources.md](sources.md). This page is written by \`midrun rules --markdown\`.
`

/** The page docs/rules.md: a table of all rules, and a section for each. */
export function rulesPage(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, level, controllers, title }) =>
      `| [\`${id}\`](#${anchorOf(id)}) | ${level} | ${controllers.join(', ')} | ${cell(title)} |`,
  )
  const table = ['| rule | level | controllers | title |', '|---|---|---|---|', ...rows].join('\n')
  return `${[INTRODUCTION, table, '', ...rules.map(section)].join('\n')}`
}

function section(rule: Rule): string {
  const { id, title, level, axis, requirement, remedy, source, confidence, needs, notFromHar } = rule
  return [
    `## ${id}`,
    '',
    `${title}.`,
    '',
    `- **Requirement** (${level}, ${axis}): ${requirement}`,
    `- **Why, and what to do**: ${remedy}`,
    `- **Source**: ${source} (${confidence})`,
    `- **It needs** ${needs}`,
    ...(notFromHar === undefined ? [] : [`- **Not from a HAR file**: ${notFromHar}`]),
    '',
  ].join('\n')
}

/** The anchor that a heading gets. */
function anchorOf(id: string): string {
  return id.replaceAll('.', '')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
