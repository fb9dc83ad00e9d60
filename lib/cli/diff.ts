import { diffDist } from '../diff/diff';
import { diffMarkdown } from '../diff/markdown';
import type { DiffReport } from '../diff/report';
import { diffText } from '../diff/text';
import { describeFinding, FindingsError } from '../findings';

/** What the command line says. */
export interface DiffArguments {
  /** The folder of the rendered files. @default - the environment's CDK8S_OUTDIR, or `dist` */
  readonly dist?: string;
  /** @default false */
  readonly json?: boolean;
  /** @default false */
  readonly markdown?: boolean;
}

/** Prints what the changes since a commit do, and sets the exit code: 4 data at risk, 3 forbidden, 1 cannot be compared. */
export function diff(ref: string | undefined, { dist, json = false, markdown = false }: DiffArguments): void {
  try {
    const report = diffDist({ dist: dist ?? process.env.CDK8S_OUTDIR ?? 'dist', ...(ref !== undefined && { ref }) });
    process.stdout.write(json ? diffJson(report) : markdown ? diffMarkdown(report) : diffText(report));
    process.exitCode = report.exitCode;
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    process.stderr.write(error.findings.map((finding) => `${describeFinding(finding)}\n`).join(''));
    process.exitCode = 1;
  }
}

function diffJson(report: DiffReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
