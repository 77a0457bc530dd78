/** The colours of what people read: light and dark by the reader's preference. Contrast is at least 4.5 to 1 (WCAG 1.4.3). */
export const PALETTE = `:root {
  color-scheme: light dark;
  --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --page: #ffffff; --panel: #f6f8fa; --link: #0550ae;
  --pass: #116329; --pass-bg: #e6f6ea; --fail: #b3131d; --fail-bg: #ffebe9; --open: #7d4e00; --open-bg: #fff4d4; --off: #59636e; --off-bg: #eff2f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --soft: #9aa5b1; --line: #343c46; --page: #0d1117; --panel: #151b23; --link: #74b4ff;
    --pass: #56d364; --pass-bg: #12261a; --fail: #ff8a84; --fail-bg: #321517; --open: #e8b54a; --open-bg: #2c2210; --off: #9aa5b1; --off-bg: #1d242d;
  }
}`;
