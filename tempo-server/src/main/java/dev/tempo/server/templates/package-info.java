/** Jobs to start from: {@link dev.tempo.server.templates.TemplateCatalog}. */
package dev.tempo.server.templates;
