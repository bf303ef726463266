import type { Component, InjectionKey } from 'vue'

/** What stands in the corner of every book's card. The application says what: the catalogue knows no reader. */
export const CARD_CORNER: InjectionKey<Component> = Symbol('card corner')
