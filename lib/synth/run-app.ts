import { describeFinding, FindingsError } from '../findings';
import { App, type AppProps } from './app';

/**
 * The main program: builds an app and synthesizes it. Findings go to stderr, one line each, and make the exit code 1;
 * other errors are bugs and are thrown on. Works alone and under `cdk8s synth`.
 */
export function runApp(build: (app: App) => void, props?: AppProps): void {
  try {
    const app = new App(props);
    app.collect(() => build(app));
    app.synth();
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
