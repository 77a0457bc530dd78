/** Whether DEBUG asks for what is told under a name, such as `testcontainers:containers`: names, `*` in them, a `-` before one that is left out. */
export function isDebugged(name: string, setting = process.env['DEBUG'] ?? ''): boolean {
  const patterns = setting.split(/[\s,]+/).filter((pattern) => pattern !== '');
  const isNamed = (pattern: string): boolean => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w:-]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join('.*')}$`).test(name);
  };
  if (patterns.some((pattern) => pattern.startsWith('-') && isNamed(pattern.slice(1)))) return false;
  return patterns.some(isNamed);
}
