// Languages that documentation shows besides those of scripts.

import { c, cpp, csharp, java, kotlin } from '@codemirror/legacy-modes/mode/clike.js';
import { diff } from '@codemirror/legacy-modes/mode/diff.js';
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile.js';
import { javascript, json, typescript } from '@codemirror/legacy-modes/mode/javascript.js';
import { julia } from '@codemirror/legacy-modes/mode/julia.js';
import { octave } from '@codemirror/legacy-modes/mode/octave.js';
import { powerShell } from '@codemirror/legacy-modes/mode/powershell.js';
import { properties } from '@codemirror/legacy-modes/mode/properties.js';
import { r } from '@codemirror/legacy-modes/mode/r.js';
import { standardSQL } from '@codemirror/legacy-modes/mode/sql.js';
import { toml } from '@codemirror/legacy-modes/mode/toml.js';
import { html, xml } from '@codemirror/legacy-modes/mode/xml.js';
import { yaml } from '@codemirror/legacy-modes/mode/yaml.js';

const MODES = {
  c, cpp, 'c++': cpp, csharp, java, kotlin, diff, patch: diff, dockerfile: dockerFile, javascript, js: javascript, typescript, ts: typescript, json, julia,
  matlab: octave, octave, powershell: powerShell, ps1: powerShell, ini: properties, properties, r, sql: standardSQL, toml, html, xml, yaml, yml: yaml,
};

/** Returns the mode of a language; undefined if there is none. */
export const modeOf = (language) => MODES[language];
