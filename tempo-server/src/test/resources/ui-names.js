/**
 * Finds names in modules that nothing defines, imports that name nothing, and imports that nobody
 * uses. Runs in a browser, whose own globals are those that modules may use, and in which Babel has
 * been loaded.
 *
 * @param {Record<string, string>} modules the texts by path
 * @returns {string[]} what is wrong, each with its place
 */
(modules) => {
  /** Globals of browsers that are rather a variable that was forgotten, as `name` or `event` is. */
  const confusing = new Set(['blur', 'close', 'closed', 'confirm', 'event', 'external', 'find', 'focus', 'frames', 'length', 'menubar',
    'moveBy', 'moveTo', 'name', 'open', 'opener', 'origin', 'parent', 'print', 'prompt', 'screen', 'scroll', 'scrollbars', 'self',
    'status', 'statusbar', 'stop', 'toolbar', 'top', 'alert', 'Option', 'Image', 'Text', 'Comment', 'Selection', 'Lock', 'Plugin',
    'Notification', 'Element', 'Request', 'Response', 'Cache']);
  const wrong = [];
  const exported = new Map();
  const imported = [];

  const named = (node) => (node.type === 'StringLiteral' ? node.value : node.name);
  const resolve = (from, to) => new URL(to, `http://modules/${from}`).pathname.slice(1);

  /** What a module gives others; a star stands for all that another one gives. */
  const exportsOf = (program) => {
    const names = new Set();
    for (const path of program.get('body')) {
      const { node } = path;
      if (node.type === 'ExportDefaultDeclaration') {
        names.add('default');
      } else if (node.type === 'ExportAllDeclaration') {
        names.add(`* ${node.source.value}`);
      } else if (node.type === 'ExportNamedDeclaration') {
        node.specifiers.forEach((specifier) => names.add(named(specifier.exported)));
        if (node.declaration) {
          Object.keys(path.get('declaration').getBindingIdentifiers()).forEach((name) => names.add(name));
        }
      }
    }
    return names;
  };

  const importsOf = (module, program) => {
    for (const { node } of program.get('body')) {
      if (node.source?.value.startsWith('.')) {
        const target = resolve(module, node.source.value);
        const names = (node.specifiers ?? [])
          .filter(({ type }) => type !== 'ImportNamespaceSpecifier' && type !== 'ExportNamespaceSpecifier')
          .map((specifier) => (specifier.type === 'ImportDefaultSpecifier' ? 'default' : named(specifier.imported ?? specifier.local)));
        imported.push({ module, target, names });
      }
    }
  };

  const look = (module) => ({
    visitor: {
      Program(program) {
        for (const [name, node] of Object.entries(program.scope.globals)) {
          if (!(name in globalThis) || confusing.has(name)) {
            wrong.push(`${module}:${node.loc.start.line} ${name} is not defined`);
          }
        }
        for (const [name, { kind, referenced, identifier }] of Object.entries(program.scope.bindings)) {
          if (kind === 'module' && !referenced) {
            wrong.push(`${module}:${identifier.loc.start.line} ${name} is imported and not used`);
          }
        }
        exported.set(module, exportsOf(program));
        importsOf(module, program);
      },
    },
  });

  for (const [module, text] of Object.entries(modules)) {
    try {
      Babel.transform(text, {
        sourceType: 'module', ast: false, code: false, babelrc: false, configFile: false, compact: true, plugins: [() => look(module)],
      });
    } catch (fault) {
      wrong.push(`${module} cannot be read: ${fault.message}`);
    }
  }

  const gives = (module, name, seen = new Set()) => {
    const names = exported.get(module);
    if (!names || seen.has(module)) {
      return false;
    }
    seen.add(module);
    return names.has(name) || [...names].some((all) => all.startsWith('* .') && gives(resolve(module, all.slice(2)), name, seen));
  };
  for (const { module, target, names } of imported) {
    for (const name of names.filter((one) => !gives(target, one))) {
      wrong.push(`${module} imports ${name}, which ${target} does not export`);
    }
  }
  return wrong;
}
