import { addPlatforms, runApp } from './lib';
import { profiles } from './profiles';

runApp((app) => addPlatforms(app, profiles));
