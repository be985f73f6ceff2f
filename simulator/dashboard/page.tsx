import { render } from 'preact'
import { App } from './components/app.js'
import { Dashboard } from './connection/dashboard.js'

const dashboard = new Dashboard()
render(<App dashboard={dashboard} />, document.getElementById('page')!)
document.addEventListener('visibilitychange', () => {
  if (document.hidden) dashboard.pause()
  else void dashboard.resume()
})
void dashboard.start()
