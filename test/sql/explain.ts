import type { Client } from 'pg';

/** A node of `EXPLAIN (FORMAT JSON)`. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** What was pruned when the plan was about to run. */
  readonly 'Subplans Removed'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The plan that the server would run. */
export async function planOf(client: Client, query: string): Promise<PlanNode> {
  const { rows } = await client.query<{ 'QUERY PLAN': ReadonlyArray<{ readonly Plan: PlanNode }> }>(
    `explain (format json) ${query}`,
  );
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error(`No plan: ${query}`);
  return plan;
}

/** The tables that a plan reads, sorted. */
export function relationsIn(plan: PlanNode): string[] {
  const own = plan['Relation Name'] === undefined ? [] : [plan['Relation Name']];
  return [...own, ...(plan.Plans ?? []).flatMap(relationsIn)].sort();
}
