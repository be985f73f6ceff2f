import { useEffect, useState } from 'preact/hooks'

/** Real ms for which a second press counts. */
const SURE_MS = 4000

/** A button for what cannot be taken back: it asks, and does it at the second press. */
export function ConfirmButton({
  label,
  about,
  onConfirm,
}: {
  label: string
  about: string
  onConfirm: () => void
}) {
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    if (!asked) return
    const timer = setTimeout(() => setAsked(false), SURE_MS)
    return () => clearTimeout(timer)
  }, [asked])
  const press = () => {
    setAsked(!asked)
    if (asked) onConfirm()
  }
  return (
    <button
      type="button"
      class={asked ? 'danger sure' : 'danger'}
      aria-label={asked ? `${about}: press again to do it` : about}
      onClick={press}
    >
      {asked ? `${label}: sure?` : label}
    </button>
  )
}
