import * as fs from 'node:fs';
import * as path from 'node:path';
import { generateParameters } from '../../scripts/generate-parameters';

const folder = path.join(__dirname, '../../lib/parameters');

test('the generated files are what real servers of every major answer today', async () => {
  const files = await generateParameters();
  const onDisk = fs.readdirSync(folder).filter((name) => name.endsWith('.generated.ts'));
  expect([...files.keys()].sort()).toEqual(onDisk.sort());
  for (const [name, text] of files) expect({ name, text }).toEqual({ name, text: read(name) });
});

function read(name: string): string {
  return fs.readFileSync(path.join(folder, name), 'utf8');
}
