import { useState } from 'preact/hooks'
import { fieldsOf, type OptionField, optionsFrom } from '../model/fault-form.js'
import type { FaultKind } from '../model/wire.js'

/** A fault as the control API takes it. */
export interface FaultSpec {
  type: string
  options: Record<string, unknown>
  purpose?: string
  method?: string
  path?: string
  skip?: number
  times?: number
}

/** Arms any fault for any requests; its options' fields are made from the kind's schema. */
export function FaultForm({ kinds, onArm }: { kinds: FaultKind[]; onArm: (spec: FaultSpec) => void }) {
  const [type, setType] = useState('')
  const kind = kinds.find((candidate) => candidate.type === type) ?? kinds[0]
  if (kind === undefined) return null
  const fields = fieldsOf(kind)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const given = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]))
    onArm(specFrom(kind.type, fields, given))
  }
  return (
    <form class="fault-form" onSubmit={submit}>
      <label class="field">
        <span>Fault</span>
        <select value={kind.type} onChange={(event) => setType(event.currentTarget.value)}>
          {kinds.map((candidate) => (
            <option key={candidate.type}>{candidate.type}</option>
          ))}
        </select>
      </label>
      <p class="faint about">{kind.title}</p>
      {fields.map((field) => (
        <Option key={`${kind.type} ${field.name}`} field={field} />
      ))}
      <fieldset>
        <legend>Which requests</legend>
        <label class="field">
          <span>purpose</span>
          <select name="match.purpose">
            <option value="">any</option>
            {['login', 'refresh', 'logout', 'call'].map((purpose) => (
              <option key={purpose}>{purpose}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>method</span>
          <input name="match.method" placeholder="any" />
        </label>
        <label class="field">
          <span>path contains</span>
          <input name="match.path" placeholder="anything" />
        </label>
        <label class="field">
          <span>let pass first</span>
          <input name="match.skip" type="number" min={0} placeholder="0" />
        </label>
        <label class="field">
          <span>how many</span>
          <input name="match.times" type="number" min={1} placeholder="1" />
        </label>
      </fieldset>
      <button type="submit" class="primary">
        Arm
      </button>
    </form>
  )
}

function Option({ field }: { field: OptionField }) {
  const { name, required } = field
  return (
    <label class="field">
      <span>
        {name}
        {required && <span class="faint"> (needed)</span>}
      </span>
      <OptionInput field={field} />
    </label>
  )
}

function OptionInput({
  field: { name, input, required, fallback, choices, min, max, about },
}: {
  field: OptionField
}) {
  const shown = { name: `option.${name}`, required, title: about }
  const options = input === 'yes-no' ? ['yes', 'no'] : choices
  if (options.length > 0) {
    return (
      <select {...shown}>
        {!required && <option value="">{fallback === '' ? 'as usual' : `${fallback} (default)`}</option>}
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    )
  }
  if (input === 'text') return <input {...shown} type="text" placeholder={fallback} />
  return (
    <input
      {...shown}
      type="number"
      placeholder={fallback}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
    />
  )
}

/** The specification that a form gives; what was left empty is left out. */
function specFrom(type: string, fields: readonly OptionField[], given: Record<string, string>): FaultSpec {
  const options = optionsFrom(
    fields,
    Object.fromEntries(fields.map(({ name }) => [name, given[`option.${name}`] ?? ''])),
  )
  const texts = ['purpose', 'method', 'path'] as const
  const numbers = ['skip', 'times'] as const
  const spec: FaultSpec = { type, options }
  for (const name of texts) if (given[`match.${name}`]) spec[name] = given[`match.${name}`]!
  for (const name of numbers) if (given[`match.${name}`]) spec[name] = Number(given[`match.${name}`])
  return spec
}
