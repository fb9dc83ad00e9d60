import { recently } from './once';

/** What is wrong with the key of a label or an annotation: an optional DNS name, a slash, and at most 63 characters. */
export function labelKeyFault(key: string): string | undefined {
  if (isKey(key)) return undefined;
  return 'The key is not of the form "example.org/name", with at most 63 characters after the slash. Rename it.';
}

/**
 * What is wrong with a label's value.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function labelValueFault(value: string, mend: string): string | undefined {
  if (value.length > 63) return `"${value}" has ${value.length} characters; a label holds at most 63. Shorten it.`;
  if (VALUE.test(value)) return undefined;
  return `"${value}" is no label: letters, digits, "-", "_" and ".", beginning and ending with a letter or digit. ${mend}`;
}

const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

const KEY =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

const isKey = recently((key) => KEY.test(key));
