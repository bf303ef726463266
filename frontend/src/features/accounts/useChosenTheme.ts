import { useTheme, type Theme } from '@/shared/composables/useTheme'
import { useSession } from './session'

/** The theme at once, and with the account for other devices. */
export function useChosenTheme() {
  const { theme } = useTheme()
  const session = useSession()

  function choose(name: Theme): void {
    theme.value = name
    // The page already looks so; that the account remembers it too is a convenience.
    void session.rememberTheme(name).catch(() => undefined)
  }
  return { theme, choose }
}
