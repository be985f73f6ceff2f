import type { ControllerKind } from '../simulator/journal/entries.js'
import { type OptionRow, optionRows } from '../simulator/options-table.js'

const HEADING: Record<ControllerKind, string> = {
  apic: 'Cisco APIC',
  fmc: 'Cisco FMC',
  apstra: 'Juniper (HPE) Apstra',
}

const INTRODUCTION = `# Options of the controllers

Set one with \`midrun serve --set apic.refreshTimeoutSeconds=60\`, several in a file for \`--config\`
(\`{"apic":{"refreshTimeoutSeconds":60}}\`), or in the \`options\` of a plan. Values are JSON.

The tags are explained in [sources.md](sources.md). [C] confirmed by several sources or a captured reply, [L] likely, [G] guess: nobody says what the real controller does,
so the alternatives can be chosen, and the conformance plans try them.

This page is written by \`midrun options --markdown\`.
`

/** Longest default that has room in its column, in characters. */
const LONGEST_IN_COLUMN = 60

/** The page docs/options.md. */
export function optionsPage(controllers: readonly ControllerKind[]): string {
  const sections = controllers.map((controller) => {
    const rows = optionRows(controller).map(rowOfTable)
    return [
      `## ${HEADING[controller]}`,
      '',
      '| option | values | default | meaning |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n')
  })
  return `${[INTRODUCTION, ...sections].join('\n')}\n`.replaceAll('\n##', '\n\n##').replace('\n\n\n', '\n\n')
}

/** A default that would make its column too wide stands below the meaning. */
function rowOfTable({ name, values, default: otherwise, meaning }: OptionRow): string {
  const shown = otherwise === '' ? '' : `\`${cell(otherwise)}\``
  const isLong = otherwise.length > LONGEST_IN_COLUMN
  const cells = isLong ? ['on the right', `${cell(meaning)}<br>Default: ${shown}`] : [shown, cell(meaning)]
  return `| ${[`\`${name}\``, cell(values), ...cells].join(' | ')} |`
}

/** The same for a terminal. */
export function optionsText(controllers: readonly ControllerKind[]): string {
  return controllers
    .flatMap((controller) =>
      optionRows(controller).map(
        ({ name, values, default: otherwise, meaning }) =>
          `${controller}.${name} = ${otherwise || 'none'}\n    ${values}\n    ${meaning}\n`,
      ),
    )
    .join('')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
