const { specsProject, specsRun } = require('parkspec/jest');

/** The table on the reference server, beside tests of this project's own. */
module.exports = {
  projects: [
    specsProject({ candidate: process.env.CANDIDATE }),
    { displayName: 'by hand', testMatch: ['<rootDir>/test/**/*.test.js'] },
  ],
  ...specsRun,
};
