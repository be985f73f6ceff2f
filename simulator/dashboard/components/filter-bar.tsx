import { useEffect, useRef } from 'preact/hooks'
import { type EntryFilter, EVERYTHING, isNarrow } from '../model/filter.js'
import { OUTCOME_WORDS } from '../model/sentences.js'
import type { Purpose } from '../model/wire.js'
import { useDashboard } from './context.js'

const PURPOSES: readonly Purpose[] = ['login', 'refresh', 'logout', 'call']
/** Real ms without a key after which a search is carried out. */
const TYPING_MS = 150

/** Which entries and cards are wanted. */
export function FilterBar() {
  const { filter } = useDashboard()
  const typing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const search = useRef<HTMLInputElement>(null)
  const change = (part: Partial<EntryFilter>) => {
    filter.value = { ...filter.value, ...part }
  }
  useEffect(() => {
    if (filter.value.text === '' && search.current !== null) search.current.value = ''
  }, [filter.value.text])
  return (
    <div class="filters" role="search">
      <label class="wide">
        <span>Search</span>
        <input
          ref={search}
          id="search"
          type="search"
          placeholder="user, path, session, text"
          onInput={({ currentTarget: { value } }) => {
            clearTimeout(typing.current)
            typing.current = setTimeout(() => change({ text: value.trim() }), TYPING_MS)
          }}
        />
      </label>
      <label>
        <span>Outcome</span>
        <select
          value={filter.value.outcome}
          onChange={({ currentTarget: { value } }) => change({ outcome: value as EntryFilter['outcome'] })}
        >
          <option value="">all</option>
          {Object.entries(OUTCOME_WORDS).map(([outcome, word]) => (
            <option key={outcome} value={outcome}>
              {word}
            </option>
          ))}
          <option value="fault">fault</option>
        </select>
      </label>
      <label>
        <span>Purpose</span>
        <select
          value={filter.value.purpose}
          onChange={({ currentTarget: { value } }) => change({ purpose: value as EntryFilter['purpose'] })}
        >
          <option value="">all</option>
          {PURPOSES.map((purpose) => (
            <option key={purpose} value={purpose}>
              {purpose}
            </option>
          ))}
        </select>
      </label>
      {isNarrow(filter.value) && (
        <button
          type="button"
          onClick={() => {
            filter.value = EVERYTHING
          }}
        >
          Show all
        </button>
      )}
    </div>
  )
}
