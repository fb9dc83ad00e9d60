import { conecta } from '../../profiles/conecta';
import { describePlatform } from './describe-platform';

describePlatform(conecta, [
  '0-config.yaml',
  '1-primary.yaml',
  '2-standby.yaml',
  '3-schema.yaml',
  '4-pgbouncer.yaml',
  '5-exporter.yaml',
  '6-cronjobs.yaml',
]);
