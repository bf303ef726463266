import { ref, watch } from 'vue'

const STORED = 'shelfwise.table.dense'
const dense = ref(localStorage.getItem(STORED) === 'true')
watch(dense, (now) => localStorage.setItem(STORED, String(now)))

/** Low rows or high ones: one choice for all tables of the office. */
export const useDensity = () => ({ dense })
