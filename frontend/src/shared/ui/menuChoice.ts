import type { Component } from 'vue'

/** One line of a menu. */
export type MenuChoice = { words: string; icon: Component; run: () => unknown; /** A line above it. */ divided?: boolean; /** Of several, the one that holds now. */ chosen?: boolean }
