import { ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Finding } from '../findings';
import { declarationsOf, type External } from './external';
import { type Fields, fields, type RenderedObject } from './manifest';
import { manifestOf } from './manifest-of';
import { inDependencyOrder } from './order';

export interface RenderedTree {
  readonly objects: readonly RenderedObject[];
  /** What the constructs themselves found wrong, and what could not be rendered. */
  readonly findings: readonly Finding[];
}

/** Renders everything beneath an app in one pass. A chart's file is its path: `dict/1-primary` -> `dict/1-primary.yaml`. */
export function renderTree(app: App): RenderedTree {
  const findings: Finding[] = [];
  const charts: ChartContent[] = [];
  visit(app, { external: [], restricted: false }, charts, findings);
  const render = app.resolvers.length > BUILT_IN_RESOLVERS ? cdk8sManifestOf : manifestOf;
  const objects = charts.flatMap((content) => renderChart(content, render, findings));
  return { objects, findings };
}

const BUILT_IN_RESOLVERS = new App().resolvers.length;

function cdk8sManifestOf(object: ApiObject): Fields {
  return fields(object.toJson());
}

/** What holds for everything beneath a scope. */
interface Setting {
  readonly external: readonly External[];
  readonly restricted: boolean;
  readonly content?: ChartContent;
}

interface ChartContent {
  readonly chart: Chart;
  readonly objects: Map<ApiObject, Setting>;
  hasDependencies: boolean;
}

function visit(construct: IConstruct, outer: Setting, charts: ChartContent[], findings: Finding[]): void {
  const { node } = construct;
  findings.push(...node.validate().map((message) => ({ path: node.path, message })));
  const setting = within(construct, outer, charts);
  const { content } = setting;
  if (content) {
    if (node.dependencies.length > 0) content.hasDependencies = true;
    if (ApiObject.isApiObject(construct)) content.objects.set(construct as ApiObject, setting);
  }
  for (const child of node.children) visit(child, setting, charts, findings);
}

function within(construct: IConstruct, outer: Setting, charts: ChartContent[]): Setting {
  const { external, restricted } = declarationsOf(construct);
  const isChart = Chart.isChart(construct);
  if (!isChart && external.length === 0 && !restricted) return outer;
  const content = isChart ? { chart: construct as Chart, objects: new Map(), hasDependencies: false } : outer.content;
  if (isChart && content) charts.push(content);
  return {
    external: [...outer.external, ...external],
    restricted: outer.restricted || restricted,
    ...(content && { content }),
  };
}

function renderChart(
  content: ChartContent,
  render: (object: ApiObject) => Fields,
  findings: Finding[],
): RenderedObject[] {
  const { chart } = content;
  const fault = pathFault(chart);
  if (fault) findings.push(fault);
  return ordered(content, findings).flatMap((object) => {
    const { external, restricted } = content.objects.get(object) as Setting;
    const manifest = attempt(object.node.path, findings, () => render(object));
    return manifest
      ? [{ path: `${chart.node.path}.yaml`, construct: object.node.path, manifest, external, restricted }]
      : [];
  });
}

function ordered({ chart, objects, hasDependencies }: ChartContent, findings: Finding[]): ApiObject[] {
  const constructed = [...objects.keys()];
  if (!hasDependencies) return constructed;
  return attempt(chart.node.path, findings, () => inDependencyOrder(constructed, chart)) ?? constructed;
}

/** A patch that does not apply, a list where a map belongs: faults of what the user wrote, not of the program. */
function attempt<T>(path: string, findings: Finding[], make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    findings.push({ path, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

/** The path becomes a file's: it must stay inside the output folder. */
function pathFault(chart: Chart): Finding | undefined {
  const wrong = chart.node.path.split('/').find((name) => /^\.{1,2}$|[\\\0]/.test(name));
  if (wrong === undefined) return undefined;
  return { path: chart.node.path, message: `"${wrong}" cannot name a file or folder. Give the construct another id.` };
}
