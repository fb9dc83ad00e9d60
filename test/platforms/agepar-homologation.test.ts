import { ageparHomologation } from '../../profiles/agepar';
import { describePlatform } from './describe-platform';

describePlatform(ageparHomologation, [
  '0-config.yaml',
  '1-primary.yaml',
  '3-schema.yaml',
  '5-exporter.yaml',
  '6-cronjobs.yaml',
]);
