import { api, bodyOf } from '@/api/client'
import type { BulkAct, BulkRow } from '@/api/shapes'

/** Chosen things by their ids, or all that a filter finds. */
export type Asked = { kind: string; params: Record<string, unknown> } & ({ ids: number[] } | { filter: Record<string, unknown> })
export type RowPage = { items: BulkRow[]; page: number; size: number; total: number }

const at = (id: number) => ({ params: { path: { bulk_act_id: id } } })
export const prepareAct = (body: Asked): Promise<BulkAct> => bodyOf(api.POST('/api/staff/bulk-acts', { body }))
export const fetchAct = (id: number): Promise<BulkAct> => bodyOf(api.GET('/api/staff/bulk-acts/{bulk_act_id}', at(id)))
export const fetchRows = (id: number, state: BulkRow['state'] | undefined, page: number, size: number): Promise<RowPage> => bodyOf(api.GET('/api/staff/bulk-acts/{bulk_act_id}/rows', { params: { path: { bulk_act_id: id }, query: { ...(state && { state }), page, size } } }))
export const startAct = (id: number) => bodyOf(api.POST('/api/staff/bulk-acts/{bulk_act_id}/start', at(id)))
export const advanceAct = (id: number) => bodyOf(api.POST('/api/staff/bulk-acts/{bulk_act_id}/advance', at(id)))
export const stopAct = (id: number) => bodyOf(api.POST('/api/staff/bulk-acts/{bulk_act_id}/stop', at(id)))
export const undoAct = (id: number) => bodyOf(api.POST('/api/staff/bulk-acts/{bulk_act_id}/undo', at(id)))
export const forgetAct = (id: number) => api.DELETE('/api/staff/bulk-acts/{bulk_act_id}', at(id))
