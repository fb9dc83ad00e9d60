import { describeFinding, FindingsError } from '../findings';
import { App, type AppProps } from './app';
import { warningsOf } from './warnings';

/**
 * The main program: builds an app and synthesizes it. Findings go to stderr, one line each, and make the exit code 1;
 * other errors are bugs and are thrown on. Warnings, and what was removed, go to stderr too, and change nothing. Works alone
 * and under `cdk8s synth`.
 */
export function runApp(build: (app: App) => void, props?: AppProps): void {
  try {
    const app = new App(props);
    app.collect(() => build(app));
    app.synth();
    for (const name of app.removed) process.stderr.write(`removed ${name}: it is no longer rendered.\n`);
    for (const warning of warningsOf(app)) process.stderr.write(`warning: ${describeFinding(warning)}\n`);
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    const count = error.findings.length;
    const lines = [
      ...error.findings.map(describeFinding),
      `${count} ${count === 1 ? 'fault' : 'faults'}; nothing was written.`,
    ];
    process.stderr.write(`${lines.join('\n')}\n`);
    process.exitCode = 1;
  }
}
