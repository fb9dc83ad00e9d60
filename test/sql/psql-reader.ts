import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Client } from 'pg';

/** Where the text of a file that `\ir` names comes from. */
export type ReadFile = (file: string) => string;

/** `sql/lib` as it lies in the project. */
export const readLibrary: ReadFile = (file) => fs.readFileSync(path.join(__dirname, '../../sql/lib', file), 'utf8');

/**
 * Runs a file as psql does, without psql: statements go to the server as they are, and of psql's own commands `\ir` and
 * `\gexec` are known, which is all that reconcile's files use.
 *
 * @throws Error for any other command of psql, or what the server said
 */
export async function runPsqlFile(client: Client, text: string, read: ReadFile = readLibrary): Promise<void> {
  let pending: string[] = [];
  const flush = async () => {
    const statements = pending.join('\n');
    pending = [];
    if (statements.trim() !== '') await client.query(statements);
  };
  for (const line of text.split('\n')) {
    const included = /^\\ir\s+(\S+)\s*$/.exec(line)?.[1];
    const query = /^(.*)\\gexec\s*$/.exec(line)?.[1];
    if (included !== undefined) {
      await flush();
      await runPsqlFile(client, read(included), read);
    } else if (query !== undefined) {
      const last = [...pending.splice(pending.findLastIndex((before) => before.endsWith(';')) + 1), query].join('\n');
      await flush();
      await executeRows(client, last);
    } else if (line.startsWith('\\')) {
      throw new Error(`The reader knows no ${line}`);
    } else {
      pending.push(line);
    }
  }
  await flush();
}

/** What `\gexec` does: each value of each row is a statement. */
async function executeRows(client: Client, query: string): Promise<void> {
  const { rows } = await client.query<Record<string, string | null>>(query);
  for (const statement of rows.flatMap((row) => Object.values(row))) {
    if (statement !== null) await client.query(statement);
  }
}
