import type { components } from './schema'

export type FieldProblem = components['schemas']['FieldProblem']
export type Failure = components['schemas']['Failure']
export type Reason = components['schemas']['RefusalOut']

/** A request that failed, whatever the cause; `code` is stable and has a sentence in every language. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly fields: Record<string, FieldProblem[]> = {},
    readonly requestId: string | null = null,
    /** Everything that speaks against it, each with its numbers. */
    readonly reasons: Reason[] = [],
  ) {
    super(code)
    this.name = 'ApiError'
  }

  static async of(response: Response): Promise<ApiError> {
    const body = (await response.clone().json().catch(() => null)) as Partial<Failure> | null
    // A proxy in between answers without our shape; its status still says enough.
    const code = body?.code ?? (response.status >= 500 ? 'unavailable' : 'malformed')
    return new ApiError(response.status, code, body?.fields ?? {}, body?.request_id ?? null, (body?.reasons ?? []) as unknown as Reason[])
  }
}

type Translate = (key: string, params?: Record<string, unknown>) => string
type Exists = (key: string) => boolean

/** What happened, in the reader's language; an unknown code still yields an honest sentence. */
export function sentenceOf(error: unknown, t: Translate, te: Exists): string {
  const code = error instanceof ApiError ? error.code : 'unexpected'
  return te(`errors.${code}`) ? t(`errors.${code}`) : t('errors.unexpected')
}

/** The sentence for one problem of one field, e.g. a password that is too short. */
export function fieldSentenceOf(problem: FieldProblem, t: Translate, te: Exists): string {
  const key = `fields.${problem.code}`
  return te(key) ? t(key, problem.params ?? {}) : t('fields.invalid')
}
