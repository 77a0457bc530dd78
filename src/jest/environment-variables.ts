/** The folder of the run, for the processes that belong to it. */
export const RUN_VARIABLE = 'PARKSPEC_RUN';

/** The candidate file for specs that are run by jest directly; the reference server where it is not set. */
export const CANDIDATE_VARIABLE = 'PARKSPEC_CANDIDATE';

/**
 * Who runs the cells, and tells which have ended. `ipc`: the process that started jest. `PORT/WORD`: jest's own main
 * process, at this port of loopback, for those that say the word.
 */
export const ENGINE_VARIABLE = 'PARKSPEC_ENGINE';
