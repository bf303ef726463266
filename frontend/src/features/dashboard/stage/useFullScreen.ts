import { onBeforeUnmount, ref } from 'vue'

/** The whole screen for the page, and back. A browser that refuses leaves things as they are. */
export function useFullScreen() {
  const full = ref(Boolean(document.fullscreenElement))
  const follow = () => (full.value = Boolean(document.fullscreenElement))
  document.addEventListener('fullscreenchange', follow)
  onBeforeUnmount(() => document.removeEventListener('fullscreenchange', follow))
  async function turn(): Promise<void> {
    await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => undefined)
  }
  return { full, turn, able: document.fullscreenEnabled ?? false }
}
