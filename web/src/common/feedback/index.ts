export { messageOf } from './message-of.js';
export { showDone, showProblem } from './notify.js';
export { PageProblem } from './PageProblem.js';
export { ProblemAlert } from './ProblemAlert.js';
