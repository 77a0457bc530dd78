/** The folder of the run, for the processes that belong to it. */
export const RUN_VARIABLE = 'PARKSPEC_RUN';

/** The candidate file for specs that are run by jest directly; the reference server where it is not set. */
export const CANDIDATE_VARIABLE = 'PARKSPEC_CANDIDATE';

/** `stdin`: the process that owns the run holds the other end of jest's standard input. */
export const OWNER_VARIABLE = 'PARKSPEC_OWNER';
