import { addPlatforms, runApp } from './lib';

runApp((app) => {
  // Loaded here, where faults are printed: extendProfile throws those of overrides that do not fit.
  const { profiles }: typeof import('./profiles') = require('./profiles');
  addPlatforms(app, profiles);
});
