/**
 * Types and lint of files that were written into a checkout, the working folder, in one process: `tsc` and `eslint` would each
 * read the whole project, which takes longer than all they have to say. It prints what is wrong as JSON, nothing wrong as [].
 * Types are those of the files and of whatever imports one of them, and of all pages, for these are few; the rest of the program
 * was compiled by whoever wrote the files. The rules are those of the checkout.
 */
import { relative, resolve } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';

const files = process.argv.slice(2).map((file) => resolve(file));
const written = new Set(files);

function programOf(config) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => fail(messageOf(fault)) };
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(config, {}, host);
  for (const error of errors) fail(messageOf(error));
  return ts.createProgram(fileNames, options);
}

function fail(message) {
  throw new Error(message);
}

const messageOf = ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n');
const isOurs = ({ isDeclarationFile, fileName }) => !isDeclarationFile && !fileName.includes('/node_modules/');

/** Whether it is one of the files, or imports one. */
function isConcerned(program, source) {
  if (written.has(source.fileName)) return true;
  const names = ts.preProcessFile(source.text, true, true).importedFiles.map(({ fileName }) => fileName);
  return names.some((name) => {
    const { resolvedModule } = ts.resolveModuleName(name, source.fileName, program.getCompilerOptions(), ts.sys);
    return resolvedModule !== undefined && written.has(resolvedModule.resolvedFileName);
  });
}

function typeFaults(program, sources) {
  const all = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  for (const source of sources)
    all.push(...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source));
  return all.map((fault) => `${relative('.', fault.file?.fileName ?? '')}: TS${fault.code} ${messageOf(fault)}`);
}

const [program, pages] = [programOf('tsconfig.json'), programOf('web/tsconfig.json')];
const concerned = program.getSourceFiles().filter((source) => isOurs(source) && isConcerned(program, source));
const known = new Set([...concerned, ...pages.getSourceFiles()].map(({ fileName }) => fileName));
const eslint = new ESLint({
  overrideConfig: {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: false, programs: [program, pages] } },
  },
  warnIgnored: false,
});
const linted = await eslint.lintFiles(files);
const faults = [
  ...files.filter((file) => !known.has(file)).map((file) => `${relative('.', file)}: is in no project`),
  ...typeFaults(program, concerned),
  ...typeFaults(pages, pages.getSourceFiles().filter(isOurs)),
  ...linted.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message }) => `${relative('.', filePath)}: ${ruleId} ${message}`),
  ),
];
process.stdout.write(JSON.stringify(faults));
