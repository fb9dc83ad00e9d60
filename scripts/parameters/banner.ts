/** The first line of every generated file. */
export const banner = '// Made by `npm run generate:parameters` from the answers of real servers. Do not edit.';
