import type { ExtensionParameters } from './extensions';

/** What the parameters of every major have beside PostgreSQL's own. */
export interface CommonParameters {
  /**
   * Parameters of the extensions that the platform knows. The library must be preloaded where the extension's manual
   * says so.
   *
   * @default - each extension's own
   */
  readonly extensions?: ExtensionParameters;
  /**
   * The one way to set what is typed nowhere: parameters of other extensions, by their names in postgresql.conf
   * (`prefix.name`), as the text of the value. Neither the name nor the value is checked further.
   *
   * @default - none
   * @see https://www.postgresql.org/docs/current/runtime-config-custom.html
   */
  readonly custom?: { readonly [name: string]: string };
}
