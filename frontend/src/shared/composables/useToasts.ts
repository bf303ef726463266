import { readonly, ref } from 'vue'

export type Toast = {
  id: number
  text: string
  tone: 'plain' | 'alarm'
  action: { label: string; run: () => void } | null
}

const UNDO_SECONDS = 8
const toasts = ref<Toast[]>([])
let lastId = 0

/** Short messages at the foot of the page; an undo stays for eight seconds. */
export function useToasts() {
  function show(text: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
    const toast: Toast = { id: ++lastId, text, tone: options.tone ?? 'plain', action: options.action ?? null }
    // One thing at a time can be undone; an older offer makes room.
    toasts.value = [toast]
    setTimeout(() => dismiss(toast.id), UNDO_SECONDS * 1000)
  }
  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }
  return { toasts: readonly(toasts), show, dismiss }
}
