import type { ApiObject } from 'cdk8s';
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * The objects of a chart in the order of their construction, but each after what it depends on: in itself or through
 * the constructs around it. Dependencies on other charts do not count: files are applied in the order of their names.
 *
 * @throws Error where objects depend on each other in a circle.
 */
export function inDependencyOrder(objects: readonly ApiObject[], chart: Chart): ApiObject[] {
  const ordered = new Set<ApiObject>();
  const open: ApiObject[] = [];
  const inside = new Map<IConstruct, readonly ApiObject[]>();

  const place = (object: ApiObject): void => {
    if (ordered.has(object)) return;
    if (open.includes(object)) {
      const circle = [...open.slice(open.indexOf(object)), object].map(({ node }) => node.path);
      throw new Error(`The objects depend on each other in a circle: ${circle.join(' -> ')}.`);
    }
    open.push(object);
    for (const target of dependencies(object, chart)) {
      const found = inside.get(target) ?? objects.filter(({ node }) => node.scopes.includes(target));
      inside.set(target, found);
      for (const needed of found) if (needed !== object) place(needed);
    }
    open.pop();
    ordered.add(object);
  };

  for (const object of objects) place(object);
  return [...ordered];
}

/** What the object and the constructs around it, up to the chart, depend on within the chart. */
function dependencies(object: ApiObject, chart: Chart): IConstruct[] {
  const { scopes } = object.node;
  const inner = scopes.slice(scopes.indexOf(chart));
  return inner.flatMap(({ node }) => node.dependencies).filter((target) => nearestChart(target) === chart);
}

function nearestChart(construct: IConstruct): IConstruct | undefined {
  return construct.node.scopes.reverse().find((scope) => Chart.isChart(scope));
}
