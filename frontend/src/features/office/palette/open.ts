import { readonly, ref } from 'vue'

const open = ref(false)

/** Whether the command palette is open; its code comes when it is asked for the first time. */
export const paletteOpen = readonly(open)
export const openPalette = () => void (open.value = true)
export const closePalette = () => void (open.value = false)
