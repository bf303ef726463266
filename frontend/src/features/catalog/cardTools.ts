import type { Component, InjectionKey } from 'vue'

/** What can be done with a book from its card. The features that can do it stand above the catalogue: the app puts them in. */
export const CARD_TOOLS: InjectionKey<Component> = Symbol('card tools')
