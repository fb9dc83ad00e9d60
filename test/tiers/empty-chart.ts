import { App, Chart } from 'cdk8s';

/** A chart of an App that writes nothing; `Testing.chart()` leaves a folder behind. */
export function emptyChart(): Chart {
  return new Chart(new App(), 'test');
}
