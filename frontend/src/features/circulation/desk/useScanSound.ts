/** A short sound for each scan, so that the eyes may stay on the books. Remembered by the browser of the desk. */
import { ref } from 'vue'

const STORED = 'shelfwise.desk.sound'
const PITCH = { good: [880], look: [660, 660], bad: [220, 180] } as const
export type Sound = keyof typeof PITCH

const on = ref(globalThis.localStorage?.getItem(STORED) !== 'off')
let speaker: AudioContext | undefined

export function useScanSound() {
  function toggle(): void {
    on.value = !on.value
    localStorage.setItem(STORED, on.value ? 'on' : 'off')
    if (on.value) play('good')
  }
  function play(sound: Sound): void {
    if (!on.value || typeof AudioContext === 'undefined') return
    speaker ??= new AudioContext()
    PITCH[sound].forEach((pitch, place) => tone(speaker!, pitch, place * 0.14))
  }
  return { on, toggle, play }
}

function tone(context: AudioContext, pitch: number, after: number): void {
  const voice = context.createOscillator()
  const loudness = context.createGain()
  const from = context.currentTime + after
  voice.frequency.value = pitch
  loudness.gain.setValueAtTime(0.08, from)
  loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.12)
  voice.connect(loudness).connect(context.destination)
  voice.start(from)
  voice.stop(from + 0.13)
}
