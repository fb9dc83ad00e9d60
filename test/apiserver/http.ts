import * as https from 'node:https';

/** A server of JSON over TLS, and who asks. */
export interface Server {
  readonly host: string;
  readonly port: number;
  /** The certificate, in PEM, that verifies the server's. */
  readonly authority: string;
  /** The header of that name. */
  readonly authorization: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** One request; a PATCH is a merge patch. An answer that is no JSON is given as its text. */
export function send<T>(server: Server, method: string, path: string, body?: object): Promise<Answer<T>> {
  const { host, port, authority: ca, authorization } = server;
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const headers = { authorization, 'content-type': type, accept: 'application/json' };
  return new Promise((resolve, reject) => {
    const request = https.request({ host, port, ca, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(text) as T }));
    });
    request.once('error', reject);
    request.end(body && JSON.stringify(body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
