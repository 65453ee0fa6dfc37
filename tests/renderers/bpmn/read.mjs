// Reads BPMN files with bpmn-moddle and prints what it warns of: {"file": ["warning", ...]}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, ...files] = process.argv.slice(2);
const packages = createRequire(pathToFileURL(`${folder}/package.json`));
const { BpmnModdle } = await import(pathToFileURL(packages.resolve('bpmn-moddle')));
const told = {};
for (const file of files) {
  try {
    const { warnings } = await new BpmnModdle().fromXML(readFileSync(file, 'utf8'));
    told[file] = warnings.map(warning => warning.message);
  } catch (error) {
    told[file] = [`not read: ${error.message}`];
  }
}
console.log(JSON.stringify(told));
