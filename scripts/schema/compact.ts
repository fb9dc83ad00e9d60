/**
 * Halves what ajv writes: each fault is added by one call instead of six statements. Fails where ajv writes something
 * that this does not know.
 */
export function compact(code: string): string {
  const short = code.replace(
    /const (err\d+) = \{instancePath(?::(.*?))?,schemaPath:".*?",keyword:"(\w+)",params:\{(?:comparison: "[<>]=?", )?\w+: (.*?)\}\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g,
    (_all, _variable, path = 'instancePath', keyword, wanted) =>
      `vErrors = fault(vErrors,${path},"${keyword}",${wanted});errors++;`,
  );
  if (short.includes('schemaPath'))
    throw new Error('ajv writes faults in a form that scripts/schema/compact.ts lacks.');
  return `${short.replaceAll(';function validate', ';\nfunction validate').replaceAll('}function validate', '}\nfunction validate')}\n${FAULT}`;
}

const FAULT = `function fault(faults, path, keyword, wanted) {
  if (faults === null) return [{ path, keyword, wanted }];
  faults.push({ path, keyword, wanted });
  return faults;
}`;
