import { parseAllDocuments } from 'yaml';
import { type Finding, FindingsError } from '../findings';
import { LabelKeys } from '../names';
import { dig, fields, groupKind, nameOf, namespaceOf, type RenderedObject, text } from '../synth/manifest';
import type { DistFiles } from './read-folder';

/** One object of dist/. */
export interface DistObject extends RenderedObject {
  readonly platform: string;
  /** `apps/StatefulSet`, `ConfigMap`: the kind whatever its version. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The objects in files of dist/, in their order. Documents that are no objects of Kubernetes are left out.
 *
 * @param place what the names of the files follow in messages: `dist/`, `main:dist/`
 * @throws FindingsError with every file that cannot be read, and every object that stands there twice
 */
export function readObjects(files: DistFiles, place: string): DistObject[] {
  const findings: Finding[] = [];
  const objects = [...files].flatMap(([file, content]) => {
    try {
      return objectsOf(file, content);
    } catch (error) {
      const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
      findings.push({ path: place + file, message: `is no YAML: ${reason.replace(/[.:]?$/, '.')} Render it anew.` });
      return [];
    }
  });
  findings.push(...twice(objects, place));
  if (findings.length > 0) throw new FindingsError(findings);
  return objects;
}

/** What no two objects of a cluster share. */
export function identityOf({ kind, namespace, name }: DistObject): string {
  return `${kind} ${namespace} ${name}`;
}

function objectsOf(file: string, content: string): DistObject[] {
  return parseAllDocuments(content).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw error;
    const manifest = fields(document.toJS());
    const isObject = text(manifest.apiVersion) !== '' && text(manifest.kind) !== '' && nameOf(manifest) !== '';
    if (!isObject) return [];
    const labeled = text(dig(manifest, 'metadata', 'labels', LabelKeys.PLATFORM));
    return [
      {
        path: file,
        construct: '',
        manifest,
        platform: labeled === '' ? folderOf(file) : labeled,
        kind: groupKind(manifest),
        namespace: namespaceOf(manifest),
        name: nameOf(manifest),
      },
    ];
  });
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ya?ml$/, '');
}

function twice(objects: readonly DistObject[], place: string): Finding[] {
  const first = new Map<string, DistObject>();
  return objects.flatMap((object) => {
    const other = first.get(identityOf(object));
    if (other === undefined) {
      first.set(identityOf(object), object);
      return [];
    }
    const message = `${object.kind} ${object.name} stands in ${place}${other.path} too. Render it once.`;
    return [{ path: place + object.path, message }];
  });
}
