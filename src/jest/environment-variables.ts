/** The folder of the run, for the processes that belong to it. */
export const RUN_VARIABLE = 'PARKSPEC_RUN';

/** Which attempt at its cells this jest reports, counted from 1; the first where it is not set. */
export const ATTEMPT_VARIABLE = 'PARKSPEC_ATTEMPT';

/** The candidate file for specs that are run by jest directly; the reference server where it is not set. */
export const CANDIDATE_VARIABLE = 'PARKSPEC_CANDIDATE';

/** `ipc`: the process that started jest runs the cells, and tells over IPC which have ended. */
export const ENGINE_VARIABLE = 'PARKSPEC_ENGINE';
