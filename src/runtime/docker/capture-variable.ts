/** `1` has the networks of cells captured; `--capture` sets it. */
export const CAPTURE_VARIABLE = 'PARKSPEC_CAPTURE';
