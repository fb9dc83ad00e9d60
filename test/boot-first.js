const { default: Sequencer } = require('@jest/test-sequencer');

// It takes as long as all others together, and mostly waits: it has one worker to itself while the other runs the rest.
const LONGEST = /test\/boot\/dict\.test\.ts$/;

module.exports = class BootFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(({ path }) => LONGEST.test(path)), ...sorted.filter(({ path }) => !LONGEST.test(path))];
  }
};
