/**
 * Scripts that serve web pages: {@link dev.tempo.webapp.WebApps} starts them as {@linkplain
 * dev.tempo.RunType#SERVICE services}, each with a port out of a {@link dev.tempo.webapp.PortPool},
 * waits until they answer, watches them, and takes them up again after a restart. Begin with {@link
 * dev.tempo.webapp.WebApps} and {@link dev.tempo.webapp.WebApp}.
 */
@NullMarked
package dev.tempo.webapp;

import org.jspecify.annotations.NullMarked;
