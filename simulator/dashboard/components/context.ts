import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Dashboard } from '../connection/dashboard.js'

/** What all components show. */
export const DashboardContext = createContext<Dashboard | undefined>(undefined)

/** The dashboard that the page shows. @throws Error outside of it */
export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext)
  if (dashboard === undefined) throw new Error('this component stands outside of the page')
  return dashboard
}
