import type { Finding } from '../findings';
import type { Major } from '../parameters';
import { sessionParameterFault } from '../parameters/check-session';
import { fault } from './figures';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';

/** Session parameters of roles and databases with which the Job that sets them would fail. */
export function checkSessionParameters({ postgres, roles, databases }: PostgresProfile): Finding[] {
  return Object.entries({ roles, databases }).flatMap(([field, owners]) =>
    Object.entries(owners).flatMap(([name, { sessionParameters = {} }]) =>
      check(postgres.major, `${childPath(field, name)}.sessionParameters`, sessionParameters),
    ),
  );
}

function check(major: Major, path: string, parameters: Readonly<Record<string, string>>): Finding[] {
  const names = Object.keys(parameters);
  return Object.entries(parameters).flatMap(([name, value], index) => {
    const at = childPath(path, name);
    const same = names.slice(0, index).find((one) => one.toLowerCase() === name.toLowerCase());
    const message = sessionParameterFault(major, name, value);
    return [
      ...fault(same !== undefined, at, `it is "${same}" once more, in other letters. Keep one of them.`),
      ...(message === undefined ? [] : [{ path: at, message }]),
    ];
  });
}
